#include "layer-dirs.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "layer-paths.h"

namespace troupe {

namespace {

constexpr size_t kOpenDirs = 64;
constexpr int kMaxLinks = 40;  // as the kernel: MAXSYMLINKS
constexpr int kMaxSteps = 8192;
constexpr size_t kMaxImpliedBytes = 64 << 20;

// EAGAIN: something was renamed or mounted anywhere meanwhile and the kernel cannot be sure (openat2(2)).
UniqueFd OpenBeneath(int dir, const char* path) {
  open_how how{};
  how.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  for (int attempt = 0;; ++attempt) {
    const long fd = syscall(SYS_openat2, dir, path, &how, sizeof how);
    if (fd >= 0) return UniqueFd(static_cast<int>(fd));
    if ((errno != EAGAIN && errno != EINTR) || attempt == 100) return UniqueFd();
  }
}

std::string Join(const std::string& path, std::string_view name) {
  std::string joined;
  joined.reserve(path.size() + 1 + name.size());
  if (!path.empty()) joined.append(path).append(1, '/');
  return joined.append(name);
}

// The parts of a path, the first one last.
void PushParts(std::string_view path, std::vector<std::string>* pending) {
  while (!path.empty()) {
    const auto [parent, base] = SplitLayerPath(path);
    if (!base.empty() && base != ".") pending->emplace_back(base);
    path = parent;
    while (path.ends_with('/')) path.remove_suffix(1);
  }
}

}  // namespace

LayerOutcome MarkOpaque(const LayerDir& dir) {
  if (fsetxattr(dir.fd.get(), "trusted.overlay.opaque", "y", 1, 0) == 0) return {};
  return LayerSyscall("fsetxattr", errno, 0, dir.path);
}

LayerOutcome LayerDirs::Open(const std::string& targetDir) {
  UniqueFd fd(open(targetDir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd.isOpen()) return LayerSyscall("open", errno, 0, targetDir);
  LayerDirPtr kept;
  if (LayerOutcome failure = Keep(std::move(fd), {}, &kept)) return failure;
  root_ = kept;
  root_->keepsMtime = false;
  return {};
}

LayerDirPtr LayerDirs::Find(std::string_view path) {
  const auto found = open_.find(path);
  if (found == open_.end()) return nullptr;
  order_.splice(order_.begin(), order_, found->second);
  return order_.front();
}

LayerOutcome LayerDirs::Keep(UniqueFd fd, std::string path, LayerDirPtr* dir) {
  struct stat status;
  if (fstat(fd.get(), &status) != 0) return LayerSyscall("fstat", errno, 0, path);
  auto kept = std::make_shared<LayerDir>();
  kept->fd = std::move(fd);
  kept->path = std::move(path);
  kept->mtime = status.st_mtim;
  kept->keepsMtime = true;
  kept->isSetgid = (status.st_mode & S_ISGID) != 0;
  order_.push_front(kept);
  open_.emplace(kept->path, order_.begin());
  *dir = std::move(kept);
  for (auto oldest = order_.end(); order_.size() > kOpenDirs && oldest != order_.begin();) {
    --oldest;
    if (oldest->use_count() > 1) continue;
    const LayerOutcome failure = Settle(**oldest);
    open_.erase((*oldest)->path);
    oldest = order_.erase(oldest);
    if (failure) return failure;
  }
  return {};
}

LayerOutcome LayerDirs::Settle(LayerDir& dir) {
  if (!dir.isDirty || !dir.keepsMtime) return {};
  const timespec times[2] = {{0, UTIME_OMIT}, dir.mtime};
  if (futimens(dir.fd.get(), times) != 0) return LayerSyscall("futimens", errno, 0, dir.path);
  dir.isDirty = false;
  return {};
}

LayerOutcome LayerDirs::Finish() {
  for (const LayerDirPtr& dir : order_) {
    if (LayerOutcome failure = Settle(*dir)) return failure;
  }
  return {};
}

LayerOutcome LayerDirs::Resolve(std::string_view path, bool isMaking, LayerDirPtr* dir) {
  if (last_ && last_->path == path) return *dir = last_, LayerOutcome{};
  LayerDirPtr found = path.empty() ? root_ : Find(path);
  if (!found) {
    std::string_view above = path;
    LayerDirPtr from;
    while (!from && !above.empty()) {
      above = SplitLayerPath(above).parent;
      from = above.empty() ? root_ : Find(above);
    }
    const std::string rest(path.substr(above.empty() ? 0 : above.size() + 1));
    if (UniqueFd fd = OpenBeneath(from->fd.get(), rest.c_str()); fd.isOpen()) {
      if (LayerOutcome failure = Keep(std::move(fd), std::string(path), &found)) return failure;
    } else if (errno != ENOENT && errno != ELOOP && errno != ENOTDIR) {
      return LayerSyscall("openat2", errno, 0, std::string(path));
    } else if (LayerOutcome failure = Walk(path, isMaking, &found)) {
      return failure;
    }
  }
  if (found) last_ = found;
  *dir = std::move(found);
  return {};
}

LayerOutcome LayerDirs::Enter(const LayerDir& parent, std::string_view name, LayerDirPtr* dir) {
  std::string path = Join(parent.path, name);
  if (LayerDirPtr found = Find(path)) return *dir = found, LayerOutcome{};
  UniqueFd fd = OpenBeneath(parent.fd.get(), std::string(name).c_str());
  if (!fd.isOpen()) return LayerSyscall("openat2", errno, 0, path);
  return Keep(std::move(fd), std::move(path), dir);
}

LayerOutcome LayerDirs::Walk(std::string_view path, bool isMaking, LayerDirPtr* dir) {
  std::vector<std::string> pending;
  PushParts(path, &pending);
  LayerDirPtr at = root_;
  int links = 0;
  for (int steps = 0; !pending.empty(); ++steps) {
    if (steps == kMaxSteps) return LayerInvalid("too many symbolic links");
    const std::string name = std::move(pending.back());
    pending.pop_back();
    if (name == "..") {
      const std::string above(SplitLayerPath(at->path).parent);
      if (LayerOutcome failure = Resolve(above, false, &at)) return failure;
      if (!at) return LayerInvalid("a parent is not a directory");
      continue;
    }
    std::string child = Join(at->path, name);
    LayerDirPtr next = Find(child);
    if (!next) {
      if (UniqueFd fd = OpenBeneath(at->fd.get(), name.c_str()); fd.isOpen()) {
        if (LayerOutcome failure = Keep(std::move(fd), std::move(child), &next)) return failure;
      } else if (errno == ENOENT) {
        if (!isMaking) return *dir = nullptr, LayerOutcome{};
        if (LayerOutcome failure = Make(*at, name, &next)) return failure;
      } else if (errno == ELOOP || errno == ENOTDIR) {
        char target[4096];
        const ssize_t length = readlinkat(at->fd.get(), name.c_str(), target, sizeof target);
        if (length >= 0) {
          if (++links > kMaxLinks) return LayerInvalid("too many symbolic links");
          const std::string_view link(target, static_cast<size_t>(length));
          PushParts(link, &pending);
          if (link.starts_with('/')) at = root_;
          continue;
        }
        if (errno != EINVAL) return LayerSyscall("readlinkat", errno, 0, child);
        if (!isMaking) return *dir = nullptr, LayerOutcome{};
        // A name that this layer deleted below and uses again: a directory that hides what was there.
        struct stat status;
        if (fstatat(at->fd.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 || !IsWhiteout(status)) {
          return LayerInvalid("a parent is not a directory");
        }
        if (unlinkat(at->fd.get(), name.c_str(), 0) != 0) return LayerSyscall("unlinkat", errno, 0, child);
        if (LayerOutcome failure = Make(*at, name, &next)) return failure;
        if (LayerOutcome failure = MarkOpaque(*next)) return failure;
      } else {
        return LayerSyscall("openat2", errno, 0, child);
      }
    }
    at = std::move(next);
  }
  *dir = std::move(at);
  return {};
}

LayerOutcome LayerDirs::Make(LayerDir& parent, const std::string& name, LayerDirPtr* dir) {
  std::string path = Join(parent.path, name);
  if (path.size() > kMaxLayerPathBytes) return LayerInvalid("a path is too long");
  if (mkdirat(parent.fd.get(), name.c_str(), 0755) != 0) return LayerSyscall("mkdirat", errno, 0, path);
  parent.isDirty = true;
  ++madeCount_;
  impliedBytes_ += path.size();
  if (impliedBytes_ > kMaxImpliedBytes) return LayerInvalid("too many directories without an entry");
  implied_.insert(path);
  UniqueFd fd = OpenBeneath(parent.fd.get(), name.c_str());
  if (!fd.isOpen()) return LayerSyscall("openat2", errno, 0, path);
  if (parent.isSetgid && (fchown(fd.get(), 0, 0) != 0 || fchmod(fd.get(), 0755) != 0)) {
    return LayerSyscall("fchown", errno, 0, path);
  }
  if (LayerOutcome failure = Keep(std::move(fd), std::move(path), dir)) return failure;
  return {};
}

LayerOutcome LayerDirs::Remove(LayerDir& parent, std::string_view name, bool* wasWhiteout) {
  const std::string base(name);
  struct stat status;
  if (fstatat(parent.fd.get(), base.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return LayerSyscall("fstatat", errno, 0, Join(parent.path, name));
  }
  *wasWhiteout = IsWhiteout(status);
  parent.isDirty = true;
  if (!S_ISDIR(status.st_mode)) {
    if (unlinkat(parent.fd.get(), base.c_str(), 0) == 0) return {};
    return LayerSyscall("unlinkat", errno, 0, Join(parent.path, name));
  }
  Forget(Join(parent.path, name));
  return RemoveLayerTree(parent.fd.get(), base);
}

void LayerDirs::Forget(const std::string& path) {
  last_ = nullptr;
  const std::string below = path + "/";
  for (auto dir = order_.begin(); dir != order_.end();) {
    if ((*dir)->path != path && !(*dir)->path.starts_with(below)) {
      ++dir;
      continue;
    }
    open_.erase((*dir)->path);
    dir = order_.erase(dir);
  }
}

}  // namespace troupe
