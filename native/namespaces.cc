// Namespaces that outlive the thread or process that made them: bind-mounted ("pinned") over a file.
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <utility>

#include "addon.h"
#include "arguments.h"
#include "async.h"
#include "namespace-holder.h"
#include "sysctls.h"
#include "thread.h"
#include "undo.h"
#include "unique-fd.h"

namespace troupe {
namespace {

struct Pin {
  const char* kind;  // its name in /proc/PID/ns
  int flag;
  std::string path;
};

struct PinRequest {
  std::vector<Pin> pins;
  std::optional<std::string> hostname;
  std::vector<std::pair<std::string, std::string>> sysctls;
  // Of a new user namespace, to which the others then belong.
  std::optional<std::string> userPath;
  IdMaps idMaps;
  uid_t root = 0;  // who is root in it

  int flags() const {
    int all = 0;
    for (const Pin& pin : pins) all |= pin.flag;
    return all;
  }
};

Outcome BringLoopbackUp() {
  UniqueFd socketFd(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socketFd.isOpen()) return SyscallError{errno, "socket", ""};
  struct ifreq request = {};
  strncpy(request.ifr_name, "lo", IFNAMSIZ - 1);
  if (ioctl(socketFd.get(), SIOCGIFFLAGS, &request) != 0) return SyscallError{errno, "ioctl", "lo"};
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
  if (ioctl(socketFd.get(), SIOCSIFFLAGS, &request) != 0) return SyscallError{errno, "ioctl", "lo"};
  return {};
}

Outcome CreatePinFile(const std::string& path, Undo& undo) {
  UniqueFd file(open(path.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0444));
  if (!file.isOpen()) return SyscallError{errno, "open", path};
  undo.add([path] { unlink(path.c_str()); });
  return {};
}

Outcome BindPin(const std::string& source, const std::string& path, Undo& undo) {
  if (mount(source.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) != 0) return SyscallError{errno, "mount", path};
  undo.add([path] { umount2(path.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW); });
  return {};
}

// The thread gets new namespaces of its own, or joins those of a process that is in a new user namespace.
Outcome Enter(const PinRequest& request, std::unique_ptr<NamespaceHolder>& holder) {
  const int flags = request.flags();
  if (!request.userPath) {
    if (unshare(flags) != 0) return SyscallError{errno, "unshare", ""};
    return {};
  }
  Result<std::unique_ptr<NamespaceHolder>> started = NamespaceHolder::Start(flags, request.idMaps);
  if (started.error() != nullptr) return *started.error();
  holder = std::move(started.value());
  return holder->Join(flags);
}

// Changes its thread for good. A setting of a namespace that is not made here would be the host's: refused.
Outcome MakeAndPin(const PinRequest& request) {
  Undo undo;
  const int flags = request.flags();
  if (request.hostname && (flags & CLONE_NEWUTS) == 0) return SyscallError{EINVAL, "sethostname", ""};
  for (const auto& [name, value] : request.sysctls) {
    Outcome checked = CheckSysctl(name, flags);
    if (checked.error() != nullptr) return checked;
  }
  std::vector<std::string> paths;
  if (request.userPath) paths.push_back(*request.userPath);
  for (const Pin& pin : request.pins) paths.push_back(pin.path);
  for (const std::string& path : paths) {
    Outcome created = CreatePinFile(path, undo);
    if (created.error() != nullptr) return created;
  }
  std::unique_ptr<NamespaceHolder> holder;
  Outcome entered = Enter(request, holder);
  if (entered.error() != nullptr) return entered;
  if ((flags & CLONE_NEWNET) != 0) {
    Outcome up = BringLoopbackUp();
    if (up.error() != nullptr) return up;
  }
  if (request.hostname && sethostname(request.hostname->data(), request.hostname->size()) != 0) {
    return SyscallError{errno, "sethostname", ""};
  }
  for (const auto& [name, value] : request.sysctls) {
    Outcome written = WriteSysctl(name, value, request.root);
    if (written.error() != nullptr) return written;
  }
  for (const Pin& pin : request.pins) {
    // The thread's own namespace, not the process's: hence thread-self.
    Outcome bound = BindPin(std::string("/proc/thread-self/ns/") + pin.kind, pin.path, undo);
    if (bound.error() != nullptr) return bound;
  }
  if (request.userPath) {
    Outcome bound = BindPin(holder->PathOf("user"), *request.userPath, undo);
    if (bound.error() != nullptr) return bound;
  }
  undo.keep();
  return {};
}

// Whatever is stacked there goes, then the file. Every step accepts that another cleaner was first.
Outcome Unpin(const std::string& path) {
  constexpr int kMostStacked = 64;
  for (int round = 0; round < kMostStacked; ++round) {
    if (umount2(path.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW) == 0) continue;
    if (errno != EINVAL && errno != ENOENT) return SyscallError{errno, "umount2", path};
    if (unlink(path.c_str()) == 0 || errno == ENOENT) return {};
    // EINVAL came for a mount that somebody else took away meanwhile, and there is another below it.
    if (errno != EBUSY) return SyscallError{errno, "unlink", path};
  }
  return SyscallError{EBUSY, "unlink", path};
}

Result<bool> IsNamespaceFile(const std::string& path) {
  struct statfs found;
  if (statfs(path.c_str(), &found) == 0) return found.f_type == NSFS_MAGIC;
  if (errno == ENOENT || errno == ENOTDIR) return false;
  return SyscallError{errno, "statfs", path};
}

// pinNamespaces({net?, ipc?, uts?, user?, uidMap, gidMap, root, hostname?, sysctls: [[name, value]]}) → Promise<void>
Napi::Value PinNamespacesExport(const Napi::CallbackInfo& info) {
  const auto argument = info[0].As<Napi::Object>();
  PinRequest request;
  for (Pin pin : {Pin{"net", CLONE_NEWNET, ""}, Pin{"ipc", CLONE_NEWIPC, ""}, Pin{"uts", CLONE_NEWUTS, ""}}) {
    if (auto path = OptionalTextOf(argument.Get(pin.kind))) {
      pin.path = *path;
      request.pins.push_back(pin);
    }
  }
  request.userPath = OptionalTextOf(argument.Get("user"));
  request.idMaps = {TextOf(argument.Get("uidMap")), TextOf(argument.Get("gidMap"))};
  request.root = argument.Get("root").As<Napi::Number>().Uint32Value();
  request.hostname = OptionalTextOf(argument.Get("hostname"));
  const auto sysctls = argument.Get("sysctls").As<Napi::Array>();
  for (uint32_t index = 0; index < sysctls.Length(); ++index) {
    const std::vector<std::string> pair = TextsOf(sysctls[index]);
    request.sysctls.emplace_back(pair.at(0), pair.at(1));
  }
  return RunAsync(info.Env(), [request]() -> Outcome {
    return RunOnOwnThread([&request] { return MakeAndPin(request); });
  });
}

Napi::Value UnpinNamespaceExport(const Napi::CallbackInfo& info) {
  return RunAsync(info.Env(), [path = TextOf(info[0])] { return Unpin(path); });
}

Napi::Value IsNamespaceFileExport(const Napi::CallbackInfo& info) {
  return RunAsync<bool>(
      info.Env(), [path = TextOf(info[0])] { return IsNamespaceFile(path); },
      [](Napi::Env env, bool& is) -> Napi::Value { return Napi::Boolean::New(env, is); });
}

}  // namespace

void InitNamespaces(Napi::Env env, Napi::Object exports) {
  exports.Set("pinNamespaces", Napi::Function::New(env, PinNamespacesExport, "pinNamespaces"));
  exports.Set("unpinNamespace", Napi::Function::New(env, UnpinNamespaceExport, "unpinNamespace"));
  exports.Set("isNamespaceFile", Napi::Function::New(env, IsNamespaceFileExport, "isNamespaceFile"));
}

}  // namespace troupe
