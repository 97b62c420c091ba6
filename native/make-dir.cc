#include "make-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <deque>
#include <vector>

#include "root.h"

namespace troupe {
namespace {

// Walks component by component, so that the way walked (`walked_`) has no links in it and `..` is a step back on it.
class Walk {
 public:
  Walk(UniqueFd root, mode_t mode) : root_(std::move(root)), mode_(mode) {}

  Result<std::string> MakeAll(const std::string& path) {
    PushFront(path);
    Outcome started = Return();
    if (started.error() != nullptr) return *started.error();
    while (!ahead_.empty()) {
      const std::string name = ahead_.front();
      ahead_.pop_front();
      Outcome stepped = name == ".." ? Back() : Step(name);
      if (stepped.error() != nullptr) return SyscallError{stepped.error()->number, stepped.error()->syscall, path};
    }
    return HostPathOf(here_);
  }

 private:
  static constexpr int kMostLinks = 40;  // as the kernel

  void PushFront(const std::string& path) {
    std::vector<std::string> names;
    for (size_t start = 0; start < path.size();) {
      const size_t end = std::min(path.find('/', start), path.size());
      if (const std::string name = path.substr(start, end - start); !name.empty() && name != ".") names.push_back(name);
      start = end + 1;
    }
    ahead_.insert(ahead_.begin(), names.begin(), names.end());
  }

  // Opens where `walked_` leads anew, from the root.
  Outcome Return() {
    std::string path = ".";
    for (const std::string& name : walked_) path += "/" + name;
    Result<UniqueFd> opened = NameInRoot(root_, path, O_DIRECTORY);
    if (opened.error() != nullptr) return *opened.error();
    here_ = std::move(opened.value());
    return {};
  }

  Outcome Back() {
    if (!walked_.empty()) walked_.pop_back();
    return Return();
  }

  Outcome Step(const std::string& name) {
    constexpr int kMostTries = 16;  // between mkdirat and openat somebody may remove, again and again
    for (int tries = 0; tries < kMostTries; ++tries) {
      UniqueFd next(openat(here_.get(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
      if (next.isOpen()) return Enter(name, std::move(next));
      if (errno != ENOENT) return SyscallError{errno, "openat", ""};
      if (mkdirat(here_.get(), name.c_str(), mode_) == 0) return EnterNew(name);
      if (errno != EEXIST) return SyscallError{errno, "mkdirat", ""};
    }
    return SyscallError{EAGAIN, "mkdirat", ""};
  }

  Outcome EnterNew(const std::string& name) {
    UniqueFd made(openat(here_.get(), name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!made.isOpen()) return SyscallError{errno, "openat", ""};
    struct stat found;
    if (fstat(made.get(), &found) != 0) return SyscallError{errno, "fstat", ""};
    if ((found.st_mode & 07777) != mode_ && chmod(DescriptorPath(made).c_str(), mode_) != 0) {
      return SyscallError{errno, "chmod", ""};
    }
    return Enter(name, std::move(made));
  }

  Outcome Enter(const std::string& name, UniqueFd next) {
    struct stat found;
    if (fstat(next.get(), &found) != 0) return SyscallError{errno, "fstat", ""};
    if (S_ISLNK(found.st_mode)) return Follow(next);
    if (!S_ISDIR(found.st_mode)) return SyscallError{ENOTDIR, "mkdirat", ""};
    walked_.push_back(name);
    here_ = std::move(next);
    return {};
  }

  Outcome Follow(const UniqueFd& link) {
    if (++links_ > kMostLinks) return SyscallError{ELOOP, "readlinkat", ""};
    std::string target(PATH_MAX, '\0');
    const ssize_t length = readlinkat(link.get(), "", target.data(), target.size());
    if (length < 0) return SyscallError{errno, "readlinkat", ""};
    target.resize(static_cast<size_t>(length));
    PushFront(target);
    if (target.empty() || target.front() != '/') return {};
    walked_.clear();
    return Return();
  }

  UniqueFd root_;
  mode_t mode_;
  UniqueFd here_;
  std::vector<std::string> walked_;
  std::deque<std::string> ahead_;
  int links_ = 0;
};

}  // namespace

Result<std::string> MakeDirInRoot(const std::string& root, const std::string& path, mode_t mode) {
  Result<UniqueFd> opened = OpenRoot(root);
  if (opened.error() != nullptr) return *opened.error();
  return Walk(std::move(opened.value()), mode).MakeAll(path);
}

}  // namespace troupe
