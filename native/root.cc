#include "root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/syscall.h>

namespace troupe {

Result<UniqueFd> OpenRoot(const std::string& root) {
  UniqueFd opened(open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!opened.isOpen()) return SyscallError{errno, "open", root};
  return opened;
}

// EAGAIN: something was renamed or mounted while `..` was being followed, and the kernel could not tell inside from
// outside. It is to be asked again; who renames for ever gets EAGAIN told.
Result<UniqueFd> NameInRoot(const UniqueFd& root, const std::string& path, int extraFlags) {
  constexpr int kMostTries = 128;
  struct open_how how = {};
  how.flags = static_cast<__u64>(O_PATH | O_CLOEXEC | extraFlags);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  int number = EAGAIN;
  for (int tries = 0; tries < kMostTries && (number == EAGAIN || number == EINTR); ++tries) {
    UniqueFd opened(static_cast<int>(syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof how)));
    if (opened.isOpen()) return opened;
    number = errno;
  }
  return SyscallError{number, "openat2", path};
}

Result<UniqueFd> NameInRoot(const std::string& root, const std::string& path) {
  Result<UniqueFd> opened = OpenRoot(root);
  if (opened.error() != nullptr) return opened;
  return NameInRoot(opened.value(), path, 0);
}

std::string DescriptorPath(const UniqueFd& fd) { return "/proc/self/fd/" + std::to_string(fd.get()); }

Result<std::string> HostPathOf(const UniqueFd& fd) {
  std::string path(PATH_MAX, '\0');
  const std::string link = DescriptorPath(fd);
  const ssize_t length = readlink(link.c_str(), path.data(), path.size());
  if (length < 0) return SyscallError{errno, "readlink", link};
  if (static_cast<size_t>(length) == path.size()) return SyscallError{ENAMETOOLONG, "readlink", link};
  path.resize(static_cast<size_t>(length));
  return path;
}

}  // namespace troupe
