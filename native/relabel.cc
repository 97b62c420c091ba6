// Sets an extended attribute on a tree: links are labelled themselves, never followed, and nobody can swap a directory
// for a link on the way.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <time.h>

#include <algorithm>
#include <memory>

#include "addon.h"
#include "arguments.h"
#include "async.h"
#include "unique-fd.h"

namespace troupe {
namespace {

struct Request {
  std::string path;
  std::string name;   // of the attribute
  std::string value;  // with its NUL, as SELinux's tools write it
  int64_t limitMs = 0;
};

int64_t NowMs() {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1000000;
}

UniqueFd OpenBelow(const UniqueFd& root, const std::string& path) {
  struct open_how how = {};
  how.flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  return UniqueFd(static_cast<int>(syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof(how))));
}

// What is labelled already is left alone: its ctime stays, and a second container of the pod is quick.
bool HasValue(const std::string& file, const Request& request) {
  std::string found(request.value.size() + 1, '\0');
  const ssize_t length = lgetxattr(file.c_str(), request.name.c_str(), found.data(), found.size());
  return length >= 0 && found.compare(0, static_cast<size_t>(length), request.value) == 0;
}

// Returns errno; 0 where it is labelled or gone.
int Label(const std::string& file, const Request& request, double& changed) {
  if (HasValue(file, request)) return 0;
  if (lsetxattr(file.c_str(), request.name.c_str(), request.value.data(), request.value.size(), 0) == 0) {
    changed += 1;
    return 0;
  }
  return errno == ENOENT ? 0 : errno;
}

std::string NameIn(const UniqueFd& dir, const std::string& name) {
  return "/proc/self/fd/" + std::to_string(dir.get()) + "/" + name;
}

class Walk {
 public:
  explicit Walk(const Request& request) : request_(request), endMs_(NowMs() + request.limitMs) {}

  Result<double> All() {
    UniqueFd top(open(request_.path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (!top.isOpen()) return SyscallError{errno, "open", request_.path};
    struct stat found;
    if (fstat(top.get(), &found) != 0) return SyscallError{errno, "fstat", request_.path};
    if (!S_ISDIR(found.st_mode)) {
      if (const int error = Label(request_.path, request_, changed_); error != 0) return Failed(error, request_.path);
      return changed_;
    }
    if (const int error = Label(NameIn(top, "."), request_, changed_); error != 0) return Failed(error, request_.path);
    waiting_.push_back(".");
    while (!waiting_.empty()) {
      const std::string path = std::move(waiting_.back());
      waiting_.pop_back();
      if (Outcome done = Directory(top, path); done.error() != nullptr) return *done.error();
    }
    return changed_;
  }

 private:
  static SyscallError Failed(int error, const std::string& path) { return SyscallError{error, "lsetxattr", path}; }

  Outcome Directory(const UniqueFd& top, const std::string& path) {
    UniqueFd opened = OpenBelow(top, path);
    // removed meanwhile, or no directory any more: then it was labelled by its name, if it is there at all
    if (!opened.isOpen() && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)) return {};
    if (!opened.isOpen()) return SyscallError{errno, "openat2", request_.path + "/" + path};
    const int fd = fcntl(opened.get(), F_DUPFD_CLOEXEC, 0);
    if (fd < 0) return SyscallError{errno, "fcntl", request_.path};
    std::unique_ptr<DIR, int (*)(DIR*)> stream(fdopendir(fd), closedir);
    if (stream == nullptr) {
      const int error = errno;
      close(fd);
      return SyscallError{error, "fdopendir", request_.path};
    }
    while (true) {
      errno = 0;
      const struct dirent* entry = readdir(stream.get());
      if (entry == nullptr && errno != 0) return SyscallError{errno, "readdir", request_.path + "/" + path};
      if (entry == nullptr) return {};
      const std::string name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (NowMs() > endMs_) return SyscallError{ETIMEDOUT, "lsetxattr", request_.path};
      if (const int error = Label(NameIn(opened, name), request_, changed_); error != 0) {
        return Failed(error, request_.path + "/" + path + "/" + name);
      }
      if (IsDirectory(opened, *entry)) waiting_.push_back(path + "/" + name);
    }
  }

  static bool IsDirectory(const UniqueFd& dir, const struct dirent& entry) {
    if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;
    struct stat found;
    return fstatat(dir.get(), entry.d_name, &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(found.st_mode);
  }

  const Request& request_;
  const int64_t endMs_;
  std::vector<std::string> waiting_;
  double changed_ = 0;
};

// setTreeXattr(path, name, value, limitMs) → Promise<number>: how many were changed.
Napi::Value SetTreeXattrExport(const Napi::CallbackInfo& info) {
  Request request{TextOf(info[0]), TextOf(info[1]), TextOf(info[2]) + '\0', info[3].As<Napi::Number>().Int64Value()};
  return RunAsync<double>(
      info.Env(), [request = std::move(request)] { return Walk(request).All(); },
      [](Napi::Env env, double& changed) -> Napi::Value { return Napi::Number::New(env, changed); });
}

}  // namespace

void InitRelabel(Napi::Env env, Napi::Object exports) {
  exports.Set("setTreeXattr", Napi::Function::New(env, SetTreeXattrExport, "setTreeXattr"));
}

}  // namespace troupe
