#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "layer-dirs.h"

namespace troupe {

namespace {

constexpr int kDirFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

struct CloseDir {
  void operator()(DIR* dir) const { closedir(dir); }
};

struct Level {
  std::string name;  // of the directory, in the one above
  dev_t device;      // of the one above, to know it again
  ino_t inode;
};

// Unlinks what is not a directory, and empty ones; `inner`: the first that is not empty.
LayerOutcome EmptyLevel(int dir, std::string* inner) {
  inner->clear();
  UniqueFd copy(openat(dir, ".", kDirFlags));
  if (!copy.isOpen()) return LayerSyscall("openat", errno);
  std::unique_ptr<DIR, CloseDir> list(fdopendir(copy.get()));
  if (!list) return LayerSyscall("fdopendir", errno);
  (void)copy.release();
  while (const dirent* entry = readdir(list.get())) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    if (unlinkat(dir, entry->d_name, 0) == 0) continue;
    if (errno != EISDIR && errno != EPERM) return LayerSyscall("unlinkat", errno, 0, entry->d_name);
    if (unlinkat(dir, entry->d_name, AT_REMOVEDIR) == 0) continue;
    if (errno != ENOTEMPTY && errno != EEXIST) return LayerSyscall("unlinkat", errno, 0, entry->d_name);
    *inner = entry->d_name;
    return {};
  }
  return {};
}

}  // namespace

LayerOutcome RemoveLayerTree(int parent, const std::string& name) {
  UniqueFd at(openat(parent, name.c_str(), kDirFlags));
  if (!at.isOpen()) return LayerSyscall("openat", errno, 0, name);
  std::vector<Level> above;
  for (std::string inner;;) {
    if (LayerOutcome failure = EmptyLevel(at.get(), &inner)) return failure;
    struct stat status;
    if (fstat(at.get(), &status) != 0) return LayerSyscall("fstat", errno, 0, name);
    if (!inner.empty()) {
      UniqueFd next(openat(at.get(), inner.c_str(), kDirFlags));
      if (!next.isOpen()) return LayerSyscall("openat", errno, 0, inner);
      above.push_back({std::move(inner), status.st_dev, status.st_ino});
      at = std::move(next);
      continue;
    }
    if (above.empty()) break;
    UniqueFd up(openat(at.get(), "..", kDirFlags));
    if (!up.isOpen() || fstat(up.get(), &status) != 0) return LayerSyscall("openat", errno, 0, above.back().name);
    // Nobody else moves directories of a layer that is being unpacked; if somebody does, stop here.
    if (status.st_dev != above.back().device || status.st_ino != above.back().inode) {
      return LayerSyscall("openat", ESTALE, 0, above.back().name);
    }
    if (unlinkat(up.get(), above.back().name.c_str(), AT_REMOVEDIR) != 0) {
      return LayerSyscall("unlinkat", errno, 0, above.back().name);
    }
    at = std::move(up);
    above.pop_back();
  }
  if (unlinkat(parent, name.c_str(), AT_REMOVEDIR) == 0) return {};
  return LayerSyscall("unlinkat", errno, 0, name);
}

}  // namespace troupe
