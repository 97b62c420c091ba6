// The directories of a layer's root that are open: every path of an archive goes through here.
//
// A step down is openat2(RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV) from a directory that is known to lie
// inside. A symbolic link on the way is followed by us and not by the kernel, with the root as `/` and as the end of
// every `..`, as containerd does; the directories that are open are thus known by their real paths.
#pragma once

#include <sys/stat.h>
#include <time.h>

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "layer-failure.h"
#include "unique-fd.h"

namespace troupe {

struct LayerDir {
  UniqueFd fd;
  std::string path;       // from the root, no links in it; empty: the root
  timespec mtime{};       // what the archive wants, where keepsMtime
  bool keepsMtime = false;
  bool isDirty = false;   // entries came or went since the mtime was set
  bool isSetgid = false;  // what is made inside inherits the group
};
using LayerDirPtr = std::shared_ptr<LayerDir>;

class LayerDirs {
 public:
  [[nodiscard]] LayerOutcome Open(const std::string& targetDir);

  // The directory that a clean path leads to. Where it is missing: made, 0755 and root's; or null when not `isMaking`.
  [[nodiscard]] LayerOutcome Resolve(std::string_view path, bool isMaking, LayerDirPtr* dir);

  // Opens `name`, a directory that exists in `parent`.
  [[nodiscard]] LayerOutcome Enter(const LayerDir& parent, std::string_view name, LayerDirPtr* dir);

  // Whatever `name` is, it is no more; a directory goes with all that is in it. `wasWhiteout`: it was a 0/0 device.
  [[nodiscard]] LayerOutcome Remove(LayerDir& parent, std::string_view name, bool* wasWhiteout);

  // Sets the mtimes that are still owed.
  [[nodiscard]] LayerOutcome Finish();

  const LayerDirPtr& root() const { return root_; }
  // Directories that an entry's path needed and no entry has described.
  const std::unordered_set<std::string>& implied() const { return implied_; }
  void Describe(const std::string& path) { implied_.erase(path); }
  // How many directories were made without an entry.
  uint64_t madeCount() const { return madeCount_; }

 private:
  using Order = std::list<LayerDirPtr>;
  [[nodiscard]] LayerDirPtr Find(std::string_view path);
  [[nodiscard]] LayerOutcome Keep(UniqueFd fd, std::string path, LayerDirPtr* dir);
  [[nodiscard]] LayerOutcome Walk(std::string_view path, bool isMaking, LayerDirPtr* dir);
  [[nodiscard]] LayerOutcome Make(LayerDir& parent, const std::string& name, LayerDirPtr* dir);
  [[nodiscard]] LayerOutcome Settle(LayerDir& dir);
  void Forget(const std::string& path);

  LayerDirPtr root_;
  LayerDirPtr last_;
  Order order_;  // the one used last is first
  std::unordered_map<std::string_view, Order::iterator> open_;  // keys are the paths of the directories themselves
  std::unordered_set<std::string> implied_;
  size_t impliedBytes_ = 0;
  uint64_t madeCount_ = 0;
};

// Whether it is overlayfs's whiteout.
[[nodiscard]] inline bool IsWhiteout(const struct stat& status) {
  return S_ISCHR(status.st_mode) && status.st_rdev == 0;
}

// Marks a directory so that overlayfs shows nothing of what lower layers have in it.
[[nodiscard]] LayerOutcome MarkOpaque(const LayerDir& dir);

// Removes a directory and all that is in it, of any depth, with two descriptors.
[[nodiscard]] LayerOutcome RemoveLayerTree(int parent, const std::string& name);

}  // namespace troupe
