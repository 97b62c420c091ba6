// Many small files of the kernel at a time, for measuring: a promise, four pool requests and as many closures for each
// of a thousand files would cost more than the reading.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <cstring>
#include <memory>

#include "addon.h"
#include "arguments.h"
#include "async.h"
#include "thread.h"
#include "unique-fd.h"

namespace troupe {
namespace {

using Text = std::optional<std::string>;
using Texts = std::vector<Text>;

constexpr size_t kMostBytes = 256 * 1024;

struct CloseDir {
  void operator()(DIR* dir) const { closedir(dir); }
};

// What the file says; nothing where it cannot be read (any more), or says more than such files do.
Text ReadSmall(const char* path) {
  UniqueFd file(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  if (!file.isOpen()) return std::nullopt;
  std::string text;
  char part[4096];
  while (text.size() <= kMostBytes) {
    const ssize_t length = read(file.get(), part, sizeof part);
    if (length == 0) return text;
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return std::nullopt;
    text.append(part, static_cast<size_t>(length));
  }
  return std::nullopt;
}

// setns changes the thread for good, so one thread goes through all of them, and ends.
Texts ReadNetDev(const std::vector<std::string>& netnsPaths) {
  Texts texts(netnsPaths.size());
  const Outcome ran = RunOnOwnThread([&]() -> Outcome {
    for (size_t index = 0; index < netnsPaths.size(); ++index) {
      UniqueFd netns(open(netnsPaths[index].c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
      if (!netns.isOpen() || setns(netns.get(), CLONE_NEWNET) != 0) continue;
      texts[index] = ReadSmall("/proc/thread-self/net/dev");
    }
    return {};
  });
  (void)ran;  // without a thread nothing is known
  return texts;
}

struct Descriptors {
  uint32_t all = 0;
  uint32_t sockets = 0;
};

// What a link says is asked of no filesystem: a dead NFS server does not hold us up.
bool IsSocket(int dir, const char* name) {
  char target[8];
  return readlinkat(dir, name, target, sizeof target) >= 7 && memcmp(target, "socket:", 7) == 0;
}

// Of all these processes together; nothing where there are more than anybody wants to wait for.
std::optional<Descriptors> CountDescriptors(const std::vector<uint32_t>& pids) {
  constexpr uint32_t kMost = 100'000;
  Descriptors counted;
  for (const uint32_t pid : pids) {
    const std::unique_ptr<DIR, CloseDir> dir(opendir(("/proc/" + std::to_string(pid) + "/fd").c_str()));
    if (!dir) continue;  // it has ended
    while (const struct dirent* entry = readdir(dir.get())) {
      if (entry->d_name[0] == '.') continue;
      if (++counted.all > kMost) return std::nullopt;
      if (IsSocket(dirfd(dir.get()), entry->d_name)) ++counted.sockets;
    }
  }
  return counted;
}

Napi::Value TextsToJs(Napi::Env env, Texts& texts) {
  Napi::Array result = Napi::Array::New(env, texts.size());
  for (uint32_t index = 0; index < texts.size(); ++index) {
    if (texts[index]) result.Set(index, Napi::String::New(env, *texts[index]));
    else result.Set(index, env.Undefined());
  }
  return result;
}

// readSmallFiles(paths) → Promise<(string | undefined)[]>
Napi::Value ReadSmallFilesExport(const Napi::CallbackInfo& info) {
  return RunAsync<Texts>(
      info.Env(),
      [paths = TextsOf(info[0])]() -> Result<Texts> {
        Texts texts;
        texts.reserve(paths.size());
        for (const std::string& path : paths) texts.push_back(ReadSmall(path.c_str()));
        return texts;
      },
      TextsToJs);
}

// readNetDev(netnsPaths) → Promise<(string | undefined)[]>
Napi::Value ReadNetDevExport(const Napi::CallbackInfo& info) {
  return RunAsync<Texts>(
      info.Env(), [paths = TextsOf(info[0])]() -> Result<Texts> { return ReadNetDev(paths); }, TextsToJs);
}

// countDescriptors(pids[][]) → Promise<({descriptors, sockets} | undefined)[]>
Napi::Value CountDescriptorsExport(const Napi::CallbackInfo& info) {
  using Counts = std::vector<std::optional<Descriptors>>;
  std::vector<std::vector<uint32_t>> groups;
  const auto lists = info[0].As<Napi::Array>();
  for (uint32_t index = 0; index < lists.Length(); ++index) {
    const auto list = lists.Get(index).As<Napi::Array>();
    std::vector<uint32_t>& pids = groups.emplace_back();
    for (uint32_t each = 0; each < list.Length(); ++each) {
      pids.push_back(list.Get(each).As<Napi::Number>().Uint32Value());
    }
  }
  return RunAsync<Counts>(
      info.Env(),
      [groups = std::move(groups)]() -> Result<Counts> {
        Counts counts;
        for (const auto& pids : groups) counts.push_back(CountDescriptors(pids));
        return counts;
      },
      [](Napi::Env env, Counts& counts) -> Napi::Value {
        Napi::Array result = Napi::Array::New(env, counts.size());
        for (uint32_t index = 0; index < counts.size(); ++index) {
          if (!counts[index]) {
            result.Set(index, env.Undefined());
            continue;
          }
          Napi::Object each = Napi::Object::New(env);
          each.Set("descriptors", counts[index]->all);
          each.Set("sockets", counts[index]->sockets);
          result.Set(index, each);
        }
        return result;
      });
}

}  // namespace

void InitSamples(Napi::Env env, Napi::Object exports) {
  exports.Set("readSmallFiles", Napi::Function::New(env, ReadSmallFilesExport, "readSmallFiles"));
  exports.Set("readNetDev", Napi::Function::New(env, ReadNetDevExport, "readNetDev"));
  exports.Set("countDescriptors", Napi::Function::New(env, CountDescriptorsExport, "countDescriptors"));
}

}  // namespace troupe
