#include "id-mapped.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <set>

#include "thread.h"

namespace troupe {
namespace {

// What <sys/mount.h> has, which cannot be included beside <linux/mount.h> everywhere.
constexpr unsigned long kRecursive = 1 << 14, kPrivate = 1 << 18;

Outcome Cover(const std::string& dir, const UniqueFd& userNamespace) {
  UniqueFd tree(static_cast<int>(syscall(SYS_open_tree, AT_FDCWD, dir.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC)));
  if (!tree.isOpen()) return SyscallError{errno, "open_tree", dir};
  struct mount_attr attributes = {};
  attributes.attr_set = MOUNT_ATTR_IDMAP;
  attributes.userns_fd = static_cast<__u64>(userNamespace.get());
  if (syscall(SYS_mount_setattr, tree.get(), "", AT_EMPTY_PATH, &attributes, sizeof attributes) != 0) {
    return SyscallError{errno, "mount_setattr", dir};
  }
  if (syscall(SYS_move_mount, tree.get(), "", AT_FDCWD, dir.c_str(), MOVE_MOUNT_F_EMPTY_PATH) != 0) {
    return SyscallError{errno, "move_mount", dir};
  }
  return {};
}

}  // namespace

Outcome RunWithIdMapped(const std::vector<std::string>& dirs, const UniqueFd& userNamespace,
                        const std::function<Outcome()>& work) {
  return RunOnOwnThread([&]() -> Outcome {
    if (unshare(CLONE_NEWNS) != 0) return SyscallError{errno, "unshare", ""};
    if (syscall(SYS_mount, "", "/", "", kRecursive | kPrivate, nullptr) != 0) return SyscallError{errno, "mount", "/"};
    for (const std::string& dir : std::set<std::string>(dirs.begin(), dirs.end())) {
      Outcome covered = Cover(dir, userNamespace);
      if (covered.error() != nullptr) return covered;
    }
    return work();
  });
}

}  // namespace troupe
