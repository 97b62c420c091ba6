#include "sysctls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "unique-fd.h"

namespace troupe {
namespace {

constexpr const char* kRoot = "/proc/sys";

// `net.ipv4.conf.eth0/100.forwarding` → `net/ipv4/conf/eth0.100/forwarding`
std::string RelativePath(const std::string& name) {
  std::string path = name;
  const size_t first = path.find_first_of("./");
  if (first == std::string::npos || path[first] == '/') return path;
  std::transform(path.begin(), path.end(), path.begin(),
                 [](char letter) { return letter == '.' ? '/' : letter == '/' ? '.' : letter; });
  return path;
}

bool IsWellFormed(const std::string& path) {
  for (size_t start = 0; start <= path.size();) {
    const size_t end = std::min(path.find('/', start), path.size());
    const std::string part = path.substr(start, end - start);
    if (part.empty() || part == "." || part == "..") return false;
    start = end + 1;
  }
  return true;
}

// Of which namespace; 0: of none, the host's. Source: ipc_namespaces(7), uts_namespaces(7), network_namespaces(7).
int NamespaceOf(const std::string& path) {
  if (path.starts_with("net/")) return CLONE_NEWNET;
  if (path.starts_with("fs/mqueue/")) return CLONE_NEWIPC;
  for (const char* name : {"msgmax", "msgmnb", "msgmni", "sem", "shmall", "shmmax", "shmmni", "shm_rmid_forced"}) {
    if (path == std::string("kernel/") + name) return CLONE_NEWIPC;
  }
  if (path == "kernel/hostname" || path == "kernel/domainname") return CLONE_NEWUTS;
  return 0;
}

// This thread only: the C library's seteuid would change all of them.
class AsUser {
 public:
  explicit AsUser(uid_t user) : isDumpable_(prctl(PR_GET_DUMPABLE) == 1) { syscall(SYS_setresuid, -1, user, -1); }
  // The kernel takes a change of identity for a reason to keep the whole process's memory from being dumped.
  ~AsUser() {
    syscall(SYS_setresuid, -1, getuid(), -1);
    if (isDumpable_) prctl(PR_SET_DUMPABLE, 1);
  }

 private:
  bool isDumpable_;
};

Outcome Write(const std::string& name, const std::string& value) {
  UniqueFd root(open(kRoot, O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.isOpen()) return SyscallError{errno, "open", kRoot};
  const std::string relative = RelativePath(name);
  const std::string path = std::string(kRoot) + "/" + relative;
  struct open_how how = {};
  how.flags = O_WRONLY | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  UniqueFd file(static_cast<int>(syscall(SYS_openat2, root.get(), relative.c_str(), &how, sizeof how)));
  if (!file.isOpen()) return SyscallError{errno, "openat2", path};
  const ssize_t written = write(file.get(), value.data(), value.size());  // the kernel takes a value in one write
  if (written < 0) return SyscallError{errno, "write", path};
  if (static_cast<size_t>(written) != value.size()) return SyscallError{EINVAL, "write", path};
  return {};
}

}  // namespace

Outcome CheckSysctl(const std::string& name, int flags) {
  const std::string path = RelativePath(name);
  if (IsWellFormed(path) && (NamespaceOf(path) & flags) != 0) return {};
  return SyscallError{EINVAL, "sysctl", name};
}

Outcome WriteSysctl(const std::string& name, const std::string& value, uid_t namespaceRoot) {
  Outcome written = Write(name, value);
  const bool isRefused = written.error() != nullptr && (written.error()->number == EACCES || written.error()->number == EPERM);
  if (!isRefused || namespaceRoot == 0) return written;
  AsUser root(namespaceRoot);
  return Write(name, value);
}

}  // namespace troupe
