// What a directory takes of its filesystem.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <memory>
#include <set>
#include <utility>

#include "addon.h"
#include "arguments.h"
#include "async.h"
#include "unique-fd.h"

namespace troupe {
namespace {

using Identity = std::pair<dev_t, ino_t>;

struct Usage {
  uint64_t usedBytes = 0;
  uint64_t inodesUsed = 0;
};

struct CloseDir {
  void operator()(DIR* dir) const { closedir(dir); }
};

Identity IdentityOf(const struct statx& found) {
  return {makedev(found.stx_dev_major, found.stx_dev_minor), found.stx_ino};
}

// Depth first with two descriptors, however deep the tree is: a directory's subdirectories are remembered by name, and
// the way back up is `..`, believed only where it leads to the directory that we came from.
class Walk {
 public:
  explicit Walk(UniqueFd root) : root_(std::move(root)) {}

  Result<Usage> CountAll(const std::string& path) {
    struct statx found;
    if (!Stat(root_.get(), "", &found)) return SyscallError{errno, "statx", path};
    Add(found);
    here_ = UniqueFd(openat(root_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!here_.isOpen()) return SyscallError{errno, "openat", path};
    way_.push_back({"", IdentityOf(found), {}});
    Outcome listed = List();
    while (listed.error() == nullptr && !way_.empty()) {
      if (way_.back().subdirs.empty()) {
        way_.pop_back();
        Ascend();
      } else {
        const std::string name = std::move(way_.back().subdirs.back());
        way_.back().subdirs.pop_back();
        listed = Descend(name);
      }
    }
    if (listed.error() != nullptr) return SyscallError{listed.error()->number, listed.error()->syscall, path};
    return usage_;
  }

 private:
  struct Step {
    std::string name;
    Identity identity;
    std::vector<std::string> subdirs;  // yet to be visited
  };

  static bool Stat(int dir, const char* name, struct statx* found) {
    const int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | (*name == '\0' ? AT_EMPTY_PATH : 0);
    return statx(dir, name, flags, STATX_TYPE | STATX_INO | STATX_NLINK | STATX_BLOCKS, found) == 0;
  }

  static bool IsGone(int number) { return number == ENOENT || number == ENOTDIR || number == ELOOP || number == ESTALE; }

  void Add(const struct statx& found) {
    const bool mayComeAgain = !S_ISDIR(found.stx_mode) && found.stx_nlink > 1;
    if (mayComeAgain && !seen_.insert(IdentityOf(found)).second) return;
    usage_.usedBytes += found.stx_blocks * 512;
    usage_.inodesUsed += 1;
  }

  bool IsOtherMount(const struct statx& found) const {
    if ((found.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0) {  // Linux 5.8
      return (found.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
    }
    return S_ISDIR(found.stx_mode) && IdentityOf(found).first != way_.front().identity.first;
  }

  // Counts what is in here_, and notes its subdirectories.
  Outcome List() {
    UniqueFd listed(openat(here_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!listed.isOpen()) return IsGone(errno) ? Outcome() : Outcome(SyscallError{errno, "openat", ""});
    const std::unique_ptr<DIR, CloseDir> dir(fdopendir(listed.get()));
    if (!dir) return SyscallError{errno, "fdopendir", ""};
    (void)listed.release();  // the DIR's from here on
    while (true) {
      errno = 0;
      const struct dirent* entry = readdir(dir.get());
      if (entry == nullptr) return errno == 0 || IsGone(errno) ? Outcome() : SyscallError{errno, "readdir", ""};
      const std::string name = entry->d_name;
      if (name == "." || name == "..") continue;
      struct statx found;
      if (!Stat(here_.get(), name.c_str(), &found)) {
        if (IsGone(errno)) continue;
        return SyscallError{errno, "statx", ""};
      }
      if (IsOtherMount(found)) continue;
      Add(found);
      if (S_ISDIR(found.stx_mode)) way_.back().subdirs.push_back(name);
    }
  }

  Outcome Descend(const std::string& name) {
    UniqueFd next(openat(here_.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!next.isOpen()) return IsGone(errno) ? Outcome() : Outcome(SyscallError{errno, "openat", ""});
    struct statx found;
    if (!Stat(next.get(), "", &found)) return SyscallError{errno, "statx", ""};
    if (IsOtherMount(found)) return {};
    here_ = std::move(next);
    way_.push_back({name, IdentityOf(found), {}});
    return List();
  }

  // To where way_ ends now. A directory that was moved away meanwhile is left as far as it was counted.
  void Ascend() {
    if (way_.empty()) return;
    UniqueFd up(openat(here_.get(), "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (up.isOpen() && Is(up, way_.back().identity)) {
      here_ = std::move(up);
    } else {
      Return();
    }
  }

  // Goes down from the root again, as far as the way is still what it was.
  void Return() {
    here_ = UniqueFd(openat(root_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    size_t depth = 1;
    for (; here_.isOpen() && depth < way_.size(); ++depth) {
      UniqueFd next(openat(here_.get(), way_[depth].name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (!next.isOpen() || !Is(next, way_[depth].identity)) break;
      here_ = std::move(next);
    }
    way_.resize(here_.isOpen() ? depth : 0);
  }

  static bool Is(const UniqueFd& dir, const Identity& identity) {
    struct statx found;
    return Stat(dir.get(), "", &found) && IdentityOf(found) == identity;
  }

  UniqueFd root_;
  UniqueFd here_;
  std::vector<Step> way_;
  std::set<Identity> seen_;
  Usage usage_;
};

Result<Usage> DiskUsage(const std::string& path) {
  UniqueFd root(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.isOpen()) return SyscallError{errno, "open", path};
  return Walk(std::move(root)).CountAll(path);
}

// diskUsage(dir) → Promise<{usedBytes, inodesUsed}>
Napi::Value DiskUsageExport(const Napi::CallbackInfo& info) {
  return RunAsync<Usage>(
      info.Env(), [path = TextOf(info[0])] { return DiskUsage(path); },
      [](Napi::Env env, Usage& usage) -> Napi::Value {
        Napi::Object result = Napi::Object::New(env);
        result.Set("usedBytes", static_cast<double>(usage.usedBytes));
        result.Set("inodesUsed", static_cast<double>(usage.inodesUsed));
        return result;
      });
}

}  // namespace

void InitUsage(Napi::Env env, Napi::Object exports) {
  exports.Set("diskUsage", Napi::Function::New(env, DiskUsageExport, "diskUsage"));
}

}  // namespace troupe
