// Owner, xattrs, mode and times, in that order: chown takes capabilities and the setuid bit away, and whatever comes
// before the times would change them.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>

#include "layer-writer.h"

namespace troupe {

bool LayerWriter::MustChown(const TarEntry& entry) const {
  return entry.uid != ownUid_ || entry.gid != ownGid_ || parent_->isSetgid;
}

LayerOutcome LayerWriter::DescribeFd(const TarEntry& entry, int fd, bool isOwnerUnsure, bool isModeUnsure) {
  if (isOwnerUnsure && fchown(fd, entry.uid, entry.gid) != 0) return LayerSyscall("fchown", errno);
  if (LayerOutcome failure = SetXattrs(entry, fd)) return failure;
  if ((isModeUnsure || (entry.mode & 07000) != 0) && fchmod(fd, entry.mode) != 0) return LayerSyscall("fchmod", errno);
  const timespec times[2] = {{0, UTIME_OMIT}, entry.mtime};
  if (futimens(fd, times) != 0) return LayerSyscall("futimens", errno);
  return {};
}

// For what must not be opened. The name was made by the line before, and is no symbolic link where a call follows one.
LayerOutcome LayerWriter::DescribeName(const TarEntry& entry) {
  const int dir = parent_->fd.get();
  const char* name = base_.c_str();
  if (MustChown(entry) && fchownat(dir, name, entry.uid, entry.gid, AT_SYMLINK_NOFOLLOW) != 0) {
    return LayerSyscall("fchownat", errno);
  }
  if (LayerOutcome failure = SetXattrs(entry, -1)) return failure;
  if (entry.type != TarType::kSymlink && (mustChmod_ || (entry.mode & 07000) != 0)) {
    if (fchmodat(dir, name, entry.mode, 0) != 0) return LayerSyscall("fchmodat", errno);
  }
  const timespec times[2] = {{0, UTIME_OMIT}, entry.mtime};
  if (utimensat(dir, name, times, AT_SYMLINK_NOFOLLOW) != 0) return LayerSyscall("utimensat", errno);
  return {};
}

// trusted.* is the administrator's, and trusted.overlay.* would steer overlayfs: an image's are dropped. So are those that
// the file system has no place for, as containerd does.
LayerOutcome LayerWriter::SetXattrs(const TarEntry& entry, int fd) {
  for (const TarXattr& xattr : entry.xattrs) {
    if (xattr.name.starts_with("trusted.")) continue;
    int status;
    if (fd >= 0) {
      status = fsetxattr(fd, xattr.name.c_str(), xattr.value.data(), xattr.value.size(), 0);
    } else {
      const std::string path = "/proc/self/fd/" + std::to_string(parent_->fd.get()) + "/" + base_;
      status = lsetxattr(path.c_str(), xattr.name.c_str(), xattr.value.data(), xattr.value.size(), 0);
    }
    if (status == 0) {
      if (xattr.name == "system.posix_acl_default") mustChmod_ = true;  // narrows the modes of what is made in it
      continue;
    }
    const int number = errno;
    if (number == EOPNOTSUPP) continue;
    // user.* is for files and directories only (xattr(7)).
    if (number == EPERM && fd < 0 && xattr.name.starts_with("user.")) continue;
    struct statvfs space;
    // ext4 also says ENOSPC of an xattr that does not fit into the inode's one block.
    const bool hasSpace = fstatvfs(parent_->fd.get(), &space) == 0 && space.f_bavail > 0;
    if (number == EINVAL || number == ERANGE || number == E2BIG || (number == ENOSPC && hasSpace)) {
      return LayerInvalid("the file system refuses an xattr");
    }
    return LayerSyscall("setxattr", number);
  }
  return {};
}

}  // namespace troupe
