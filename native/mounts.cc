// mount(2) and umount2(2).
#include <errno.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include <map>

#include "addon.h"
#include "arguments.h"
#include "async.h"
#include "undo.h"

namespace troupe {
namespace {

constexpr unsigned long kAttributes = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;

struct MountRequest {
  std::string source;
  std::string target;
  std::string fsType;
  std::string data;
  unsigned long flags = 0;        // all but propagation
  unsigned long propagation = 0;  // with MS_REC where it is recursive
};

Outcome AddFlag(MountRequest& request, const std::string& name) {
  static const std::map<std::string, unsigned long> kFlags = {
      {"bind", MS_BIND},       {"rbind", MS_BIND | MS_REC}, {"remount", MS_REMOUNT}, {"ro", MS_RDONLY},
      {"nosuid", MS_NOSUID},   {"nodev", MS_NODEV},         {"noexec", MS_NOEXEC},
  };
  static const std::map<std::string, unsigned long> kPropagationFlags = {
      {"private", MS_PRIVATE}, {"rprivate", MS_PRIVATE | MS_REC}, {"shared", MS_SHARED},
      {"rshared", MS_SHARED | MS_REC}, {"slave", MS_SLAVE}, {"rslave", MS_SLAVE | MS_REC},
  };
  if (const auto flag = kFlags.find(name); flag != kFlags.end()) {
    request.flags |= flag->second;
  } else if (const auto one = kPropagationFlags.find(name); one != kPropagationFlags.end()) {
    request.propagation |= one->second;
  } else {
    return SyscallError{EINVAL, "mount", request.target};
  }
  return {};
}

// The attributes that the new mount has from its source, which a remount would take away.
unsigned long InheritedFlags(const char* target) {
  struct statvfs found;
  if (statvfs(target, &found) != 0) return 0;
  unsigned long flags = found.f_flag & kAttributes;  // ST_RDONLY … ST_NOEXEC have the values of MS_RDONLY …
  if ((found.f_flag & ST_NOATIME) != 0) flags |= MS_NOATIME;
  if ((found.f_flag & ST_NODIRATIME) != 0) flags |= MS_NODIRATIME;
  if ((found.f_flag & ST_RELATIME) != 0) flags |= MS_RELATIME;
  return flags;
}

// The kernel ignores attributes in the call that binds, and takes a propagation only alone: one to three calls.
Outcome Mount(const MountRequest& request) {
  const char* target = request.target.c_str();
  const bool isRemount = (request.flags & MS_REMOUNT) != 0;
  const bool isBind = (request.flags & MS_BIND) != 0 && !isRemount;
  const bool isPropagationOnly = request.flags == 0 && request.fsType.empty() && request.propagation != 0;
  Undo undo;

  if (!isPropagationOnly) {
    const unsigned long flags = isBind ? request.flags & (MS_BIND | MS_REC) : request.flags;
    const char* data = request.data.empty() ? nullptr : request.data.c_str();
    if (mount(request.source.c_str(), target, request.fsType.c_str(), flags, data) != 0) {
      return SyscallError{errno, "mount", request.target};
    }
    if (!isRemount) undo.add([target] { umount2(target, MNT_DETACH | UMOUNT_NOFOLLOW); });
  }
  if (const unsigned long added = request.flags & kAttributes; isBind && added != 0) {
    const unsigned long flags = MS_BIND | MS_REMOUNT | added | InheritedFlags(target);
    if (mount("", target, "", flags, nullptr) != 0) return SyscallError{errno, "mount", request.target};
  }
  if (request.propagation != 0 && mount("", target, "", request.propagation, nullptr) != 0) {
    return SyscallError{errno, "mount", request.target};
  }
  undo.keep();
  return {};
}

// mount({source, target, fsType, data, flags: [name]}) → Promise<void>
Napi::Value MountExport(const Napi::CallbackInfo& info) {
  const auto argument = info[0].As<Napi::Object>();
  MountRequest request{TextOf(argument.Get("source")), TextOf(argument.Get("target")), TextOf(argument.Get("fsType")),
                       TextOf(argument.Get("data"))};
  const std::vector<std::string> names = TextsOf(argument.Get("flags"));
  return RunAsync(info.Env(), [request, names]() mutable -> Outcome {
    for (const std::string& name : names) {
      if (Outcome added = AddFlag(request, name); added.error() != nullptr) return added;
    }
    return Mount(request);
  });
}

// unmount(target, isLazy) → Promise<boolean>: false where nothing was mounted there.
Napi::Value UnmountExport(const Napi::CallbackInfo& info) {
  const std::string target = TextOf(info[0]);
  const bool isLazy = info[1].As<Napi::Boolean>().Value();
  return RunAsync<bool>(
      info.Env(),
      [target, isLazy]() -> Result<bool> {
        if (umount2(target.c_str(), UMOUNT_NOFOLLOW | (isLazy ? MNT_DETACH : 0)) == 0) return true;
        if (errno == EINVAL || errno == ENOENT) return false;
        return SyscallError{errno, "umount2", target};
      },
      [](Napi::Env env, bool& wasMounted) -> Napi::Value { return Napi::Boolean::New(env, wasMounted); });
}

}  // namespace

void InitMounts(Napi::Env env, Napi::Object exports) {
  exports.Set("mount", Napi::Function::New(env, MountExport, "mount"));
  exports.Set("unmount", Napi::Function::New(env, UnmountExport, "unmount"));
}

}  // namespace troupe
