// Overlay mounts, in three ways: the best that the kernel knows is taken.
//
//   append  fsconfig "lowerdir+", one call a layer: no limit but the kernel's own (500 layers). Linux 6.8.
//   join    fsconfig "lowerdir", all layers in one value of at most 255 bytes. Linux 6.5.
//   legacy  mount(2), all in one page; longer lists name the layers by descriptor number, relative to /proc/self/fd.
//
// With a user namespace the layers are shown with its owners. They are covered by id-mapped views in a mount namespace of a
// thread; what comes out of there is the overlay alone. Linux 5.19.
//
// Raw system calls: the C library has wrappers for them only from glibc 2.36 on.
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "addon.h"
#include "arguments.h"
#include "async.h"
#include "id-mapped.h"
#include "namespace-holder.h"
#include "thread.h"
#include "unique-fd.h"

namespace troupe {
namespace {

struct OverlayRequest {
  std::vector<std::string> lowerDirs;  // uppermost first
  std::optional<std::string> upperDir;
  std::optional<std::string> workDir;
  std::string target;
  bool isReadOnly = false;
  std::vector<std::string> options;  // "name" or "name=value"
  std::vector<std::string> ways;
  std::optional<std::string> userNamespace;  // path of its file
};

// overlayfs takes backslashes off again; `special` is what else would end or split the name.
std::string Escaped(const std::string& dir, const char* special) {
  std::string escaped;
  for (const char letter : dir) {
    if (letter == '\\' || std::string(special).find(letter) != std::string::npos) escaped += '\\';
    escaped += letter;
  }
  return escaped;
}

std::string Joined(const std::vector<std::string>& dirs, const char* special) {
  std::string joined;
  for (const std::string& dir : dirs) {
    if (!joined.empty()) joined += ':';
    joined += Escaped(dir, special);
  }
  return joined;
}

// What fails with the name of one directory is about that one, all else about the target.
Outcome Configure(int context, const OverlayRequest& request, const std::string& name, const char* value) {
  const int command = value == nullptr ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING;
  if (syscall(SYS_fsconfig, context, command, name.c_str(), value, 0) == 0) return {};
  const int number = errno;
  const bool isOneDir = name == "lowerdir+" || name == "upperdir" || name == "workdir";
  return SyscallError{number, "fsconfig", isOneDir ? value : request.target};
}

Outcome ConfigureAll(int context, const OverlayRequest& request, bool isAppending) {
  std::vector<std::pair<std::string, std::optional<std::string>>> parameters = {{"source", "overlay"}};
  if (isAppending) {
    for (const std::string& dir : request.lowerDirs) parameters.emplace_back("lowerdir+", dir);
  } else {
    parameters.emplace_back("lowerdir", Joined(request.lowerDirs, ":"));
  }
  if (request.upperDir) parameters.emplace_back("upperdir", Escaped(*request.upperDir, ""));
  if (request.workDir) parameters.emplace_back("workdir", Escaped(*request.workDir, ""));
  for (const std::string& option : request.options) {
    const size_t split = option.find('=');
    if (split == std::string::npos) {
      parameters.emplace_back(option, std::nullopt);
    } else {
      parameters.emplace_back(option.substr(0, split), option.substr(split + 1));
    }
  }
  for (const auto& [name, value] : parameters) {
    Outcome configured = Configure(context, request, name, value ? value->c_str() : nullptr);
    if (configured.error() != nullptr) return configured;
  }
  return {};
}

Outcome MountByContext(const OverlayRequest& request, bool isAppending) {
  UniqueFd context(static_cast<int>(syscall(SYS_fsopen, "overlay", FSOPEN_CLOEXEC)));
  if (!context.isOpen()) return SyscallError{errno, "fsopen", ""};
  Outcome configured = ConfigureAll(context.get(), request, isAppending);
  if (configured.error() != nullptr) return configured;
  if (syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) {
    return SyscallError{errno, "fsconfig", request.target};
  }
  const unsigned attributes = request.isReadOnly ? MOUNT_ATTR_RDONLY : 0;
  UniqueFd mounted(static_cast<int>(syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, attributes)));
  if (!mounted.isOpen()) return SyscallError{errno, "fsmount", request.target};
  if (syscall(SYS_move_mount, mounted.get(), "", AT_FDCWD, request.target.c_str(),
              MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS) != 0) {
    return SyscallError{errno, "move_mount", request.target};
  }
  return {};
}

// A comma ends an option of mount(2), but not within quotes, which only the options of security modules know.
std::string Quoted(const std::string& option) {
  const size_t end = option.find('=');
  if (end == std::string::npos || option.find(',') == std::string::npos) return option;
  return option.substr(0, end) + "=\"" + option.substr(end + 1) + "\"";
}

std::string LegacyData(const OverlayRequest& request) {
  std::string data = "lowerdir=" + Joined(request.lowerDirs, ":,");
  if (request.upperDir) data += ",upperdir=" + Escaped(*request.upperDir, ",");
  if (request.workDir) data += ",workdir=" + Escaped(*request.workDir, ",");
  for (const std::string& option : request.options) data += "," + Quoted(option);
  return data;
}

Outcome MountLegacy(const OverlayRequest& request, const std::string& target) {
  const unsigned long flags = request.isReadOnly ? MS_RDONLY : 0;
  if (syscall(SYS_mount, "overlay", target.c_str(), "overlay", flags, LegacyData(request).c_str()) == 0) return {};
  return SyscallError{errno, "mount", request.target};
}

// A copy of the request in which every directory is the number of a descriptor, kept open by `dirs`.
Result<OverlayRequest> NumberedRequest(const OverlayRequest& request, std::vector<UniqueFd>& dirs) {
  std::optional<SyscallError> failure;
  const auto number = [&](const std::string& dir) -> std::string {
    UniqueFd opened(open(dir.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!opened.isOpen() && !failure) failure = SyscallError{errno, "open", dir};
    dirs.push_back(std::move(opened));
    return std::to_string(dirs.back().get());
  };
  OverlayRequest numbered = request;
  for (std::string& dir : numbered.lowerDirs) dir = number(dir);
  if (numbered.upperDir) numbered.upperDir = number(*numbered.upperDir);
  if (numbered.workDir) numbered.workDir = number(*numbered.workDir);
  numbered.target = "/proc/self/fd/" + number(request.target);
  if (failure) return *failure;
  return numbered;
}

Outcome MountLegacyByNumbers(const OverlayRequest& request) {
  std::vector<UniqueFd> dirs;
  Result<OverlayRequest> numbered = NumberedRequest(request, dirs);
  if (numbered.error() != nullptr) return *numbered.error();
  return RunOnOwnThread([&]() -> Outcome {
    if (unshare(CLONE_FS) != 0) return SyscallError{errno, "unshare", ""};  // a working directory of its own
    if (chdir("/proc/self/fd") != 0) return SyscallError{errno, "chdir", "/proc/self/fd"};
    Outcome mounted = MountLegacy(numbered.value(), numbered.value().target);
    if (mounted.error() != nullptr) return SyscallError{mounted.error()->number, "mount", request.target};
    return mounted;
  });
}

Outcome MountInOneWay(const OverlayRequest& request, const std::string& way) {
  if (way == "append") return MountByContext(request, true);
  if (way == "join") return MountByContext(request, false);
  const auto pageSize = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return LegacyData(request).size() < pageSize ? MountLegacy(request, request.target) : MountLegacyByNumbers(request);
}

// A kernel that does not know a way says EINVAL or ENOSYS; the last way's failure is the one that is told.
Outcome MountOverlay(const OverlayRequest& request) {
  Outcome mounted = SyscallError{EINVAL, "mount", request.target};
  for (const std::string& way : request.ways) {
    mounted = MountInOneWay(request, way);
    const SyscallError* error = mounted.error();
    if (error == nullptr || (error->number != EINVAL && error->number != ENOSYS)) return mounted;
  }
  return mounted;
}

Outcome CloneMount(const std::string& path, UniqueFd& mounted) {
  mounted.reset(static_cast<int>(syscall(SYS_open_tree, AT_FDCWD, path.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC)));
  if (!mounted.isOpen()) return SyscallError{errno, "open_tree", path};
  return {};
}

// What overlayfs refuses, one directory and nothing to write to, is that directory's view, read-only.
Outcome CloneOnly(const std::string& dir, UniqueFd& mounted) {
  Outcome cloned = CloneMount(dir, mounted);
  if (cloned.error() != nullptr) return cloned;
  struct mount_attr attributes = {};
  attributes.attr_set = MOUNT_ATTR_RDONLY;
  if (syscall(SYS_mount_setattr, mounted.get(), "", AT_EMPTY_PATH, &attributes, sizeof attributes) != 0) {
    return SyscallError{errno, "mount_setattr", dir};
  }
  return {};
}

Outcome MountIdMappedOverlay(const OverlayRequest& request, const UniqueFd& userNamespace) {
  UniqueFd mounted;
  Outcome made = RunWithIdMapped(request.lowerDirs, userNamespace, [&]() -> Outcome {
    if (request.lowerDirs.size() == 1 && !request.upperDir) return CloneOnly(request.lowerDirs.front(), mounted);
    Outcome inside = MountOverlay(request);
    if (inside.error() != nullptr) return inside;
    return CloneMount(request.target, mounted);
  });
  if (made.error() != nullptr) return made;
  if (syscall(SYS_move_mount, mounted.get(), "", AT_FDCWD, request.target.c_str(),
              MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS) != 0) {
    return SyscallError{errno, "move_mount", request.target};
  }
  return {};
}

Outcome MountAsAsked(const OverlayRequest& request) {
  if (!request.userNamespace) return MountOverlay(request);
  UniqueFd opened(open(request.userNamespace->c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!opened.isOpen()) return SyscallError{errno, "open", *request.userNamespace};
  return MountIdMappedOverlay(request, opened);
}

// Whether all of it works here, tried out where nobody sees it.
Outcome TryIdMappedOverlay(const std::vector<std::string>& dirs) {
  OverlayRequest request;
  request.lowerDirs = dirs;
  request.target = dirs.front();
  request.isReadOnly = true;
  request.ways = {"append", "join", "legacy"};
  return RunOnOwnThread([&]() -> Outcome {
    Result<std::unique_ptr<NamespaceHolder>> holder = NamespaceHolder::Start(0, {"0 65536 65536\n", "0 65536 65536\n"});
    if (holder.error() != nullptr) return *holder.error();
    Result<UniqueFd> userNamespace = holder.value()->OpenUserNamespace();
    if (userNamespace.error() != nullptr) return *userNamespace.error();
    return RunWithIdMapped(dirs, userNamespace.value(), [&] { return MountOverlay(request); });
  });
}

// mountOverlay({lowerDirs, upperDir?, workDir?, target, isReadOnly, options, ways, userNamespace?}) → Promise<void>
Napi::Value MountOverlayExport(const Napi::CallbackInfo& info) {
  const auto argument = info[0].As<Napi::Object>();
  OverlayRequest request;
  request.lowerDirs = TextsOf(argument.Get("lowerDirs"));
  request.upperDir = OptionalTextOf(argument.Get("upperDir"));
  request.workDir = OptionalTextOf(argument.Get("workDir"));
  request.target = TextOf(argument.Get("target"));
  request.isReadOnly = argument.Get("isReadOnly").As<Napi::Boolean>().Value();
  request.options = TextsOf(argument.Get("options"));
  request.ways = TextsOf(argument.Get("ways"));
  request.userNamespace = OptionalTextOf(argument.Get("userNamespace"));
  return RunAsync(info.Env(), [request] { return MountAsAsked(request); });
}

// tryIdMappedOverlay(dirs) → Promise<void>; two or more
Napi::Value TryIdMappedOverlayExport(const Napi::CallbackInfo& info) {
  return RunAsync(info.Env(), [dirs = TextsOf(info[0])] { return TryIdMappedOverlay(dirs); });
}

}  // namespace

void InitOverlay(Napi::Env env, Napi::Object exports) {
  exports.Set("mountOverlay", Napi::Function::New(env, MountOverlayExport, "mountOverlay"));
  exports.Set("tryIdMappedOverlay", Napi::Function::New(env, TryIdMappedOverlayExport, "tryIdMappedOverlay"));
}

}  // namespace troupe
