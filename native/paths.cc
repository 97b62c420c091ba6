// Paths inside a hostile root: every link in it is taken to point inside it, by the kernel.
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "addon.h"
#include "arguments.h"
#include "async.h"
#include "make-dir.h"
#include "root.h"

namespace troupe {
namespace {

using Bytes = std::vector<uint8_t>;

// Only regular files and directories: opening a device or a FIFO that an image brought along may do something.
Result<UniqueFd> OpenForReading(const std::string& root, const std::string& path) {
  Result<UniqueFd> named = NameInRoot(root, path);
  if (named.error() != nullptr) return named;
  struct stat found;
  if (fstat(named.value().get(), &found) != 0) return SyscallError{errno, "fstat", path};
  if (!S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode)) return SyscallError{EINVAL, "openat2", path};
  UniqueFd opened(open(DescriptorPath(named.value()).c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!opened.isOpen()) return SyscallError{errno, "open", path};
  return opened;
}

Result<Bytes> ReadFile(const std::string& root, const std::string& path, size_t maxBytes) {
  Result<UniqueFd> opened = OpenForReading(root, path);
  if (opened.error() != nullptr) return *opened.error();
  struct stat found;
  if (fstat(opened.value().get(), &found) != 0) return SyscallError{errno, "fstat", path};
  if (S_ISDIR(found.st_mode)) return SyscallError{EISDIR, "read", path};
  if (found.st_size > 0 && static_cast<size_t>(found.st_size) > maxBytes) return SyscallError{EFBIG, "read", path};

  Bytes bytes;
  constexpr size_t kStep = 64 * 1024;
  while (true) {  // until the end, whatever the size was said to be: files grow, and those of /proc have none
    const size_t length = bytes.size();
    bytes.resize(std::min(length + kStep, maxBytes + 1));
    const ssize_t count = read(opened.value().get(), bytes.data() + length, bytes.size() - length);
    if (count < 0 && errno != EINTR) return SyscallError{errno, "read", path};
    bytes.resize(length + static_cast<size_t>(std::max<ssize_t>(count, 0)));
    if (count == 0) return bytes;
    if (bytes.size() > maxBytes) return SyscallError{EFBIG, "read", path};
  }
}

Result<std::string> Resolve(const std::string& root, const std::string& path) {
  Result<UniqueFd> named = NameInRoot(root, path);
  if (named.error() != nullptr) return *named.error();
  struct stat found;
  if (fstat(named.value().get(), &found) != 0) return SyscallError{errno, "fstat", path};
  if (found.st_nlink == 0) return SyscallError{ENOENT, "openat2", path};  // removed meanwhile: it has no path
  return HostPathOf(named.value());
}

// A root that is absent is a failure; only what is asked for inside may be.
template <typename T>
Result<std::optional<T>> AbsentAsNothing(Result<T> result) {
  if (result.error() == nullptr) return std::optional<T>(std::move(result.value()));
  const SyscallError& error = *result.error();
  const bool isAbsent = error.number == ENOENT || error.number == ENOTDIR;
  if (isAbsent && std::string(error.syscall) == "openat2") return std::optional<T>();
  return error;
}

// openInRoot(root, path) → Promise<fd>
Napi::Value OpenInRootExport(const Napi::CallbackInfo& info) {
  return RunAsync<UniqueFd>(
      info.Env(), [root = TextOf(info[0]), path = TextOf(info[1])] { return OpenForReading(root, path); },
      [](Napi::Env env, UniqueFd& fd) -> Napi::Value { return Napi::Number::New(env, fd.release()); });
}

// readFileInRoot(root, path, maxBytes) → Promise<Buffer | undefined>
Napi::Value ReadFileInRootExport(const Napi::CallbackInfo& info) {
  const auto maxBytes = static_cast<size_t>(info[2].As<Napi::Number>().Int64Value());
  return RunAsync<std::optional<Bytes>>(
      info.Env(),
      [root = TextOf(info[0]), path = TextOf(info[1]), maxBytes] {
        return AbsentAsNothing(ReadFile(root, path, maxBytes));
      },
      [](Napi::Env env, std::optional<Bytes>& bytes) -> Napi::Value {
        if (!bytes) return env.Undefined();
        return Napi::Buffer<uint8_t>::Copy(env, bytes->data(), bytes->size());
      });
}

// resolveInRoot(root, path) → Promise<string | undefined>
Napi::Value ResolveInRootExport(const Napi::CallbackInfo& info) {
  return RunAsync<std::optional<std::string>>(
      info.Env(),
      [root = TextOf(info[0]), path = TextOf(info[1])] { return AbsentAsNothing(Resolve(root, path)); },
      [](Napi::Env env, std::optional<std::string>& path) -> Napi::Value {
        if (!path) return env.Undefined();
        return Napi::String::New(env, *path);
      });
}

// makeDirInRoot(root, path, mode) → Promise<string>
Napi::Value MakeDirInRootExport(const Napi::CallbackInfo& info) {
  const auto mode = static_cast<mode_t>(info[2].As<Napi::Number>().Uint32Value());
  return RunAsync<std::string>(
      info.Env(), [root = TextOf(info[0]), path = TextOf(info[1]), mode] { return MakeDirInRoot(root, path, mode); },
      [](Napi::Env env, std::string& path) -> Napi::Value { return Napi::String::New(env, path); });
}

}  // namespace

void InitPaths(Napi::Env env, Napi::Object exports) {
  exports.Set("openInRoot", Napi::Function::New(env, OpenInRootExport, "openInRoot"));
  exports.Set("readFileInRoot", Napi::Function::New(env, ReadFileInRootExport, "readFileInRoot"));
  exports.Set("resolveInRoot", Napi::Function::New(env, ResolveInRootExport, "resolveInRoot"));
  exports.Set("makeDirInRoot", Napi::Function::New(env, MakeDirInRootExport, "makeDirInRoot"));
}

}  // namespace troupe
