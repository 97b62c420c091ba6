// Names of a hostile archive as paths inside its root.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace troupe {

// Deeper or longer than any image, and short enough for others to remove the tree by its path (PATH_MAX is 4096).
constexpr size_t kMaxLayerPathBytes = 3072;
constexpr size_t kMaxLayerPathDepth = 512;

// The name without leading `/`, empty parts, `.` and `..`, as seen from the root: `..` there stays there, as it does
// in a chroot. Empty: the root itself. False: over the limits. `..` is cut off by its letters, before any link is
// followed (as containerd's filepath.Clean does).
[[nodiscard]] inline bool CleanLayerPath(std::string_view name, std::string* path) {
  path->clear();
  size_t depth = 0;
  for (size_t from = 0; from < name.size();) {
    size_t to = name.find('/', from);
    if (to == std::string_view::npos) to = name.size();
    const std::string_view part = name.substr(from, to - from);
    from = to + 1;
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      const size_t slash = path->rfind('/');
      path->resize(slash == std::string::npos ? 0 : slash);
      if (depth > 0) --depth;
      continue;
    }
    if (!path->empty()) *path += '/';
    *path += part;
    if (++depth > kMaxLayerPathDepth || path->size() > kMaxLayerPathBytes) return false;
  }
  return true;
}

struct LayerPath {
  std::string_view parent;  // empty: the root
  std::string_view base;
};
inline LayerPath SplitLayerPath(std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {{}, path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace troupe
