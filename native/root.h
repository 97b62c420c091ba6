// openat2(2) with RESOLVE_IN_ROOT, and what descriptors are called on the host. Source: openat2(2), Linux 5.6.
#pragma once

#include <string>

#include "errors.h"
#include "unique-fd.h"

namespace troupe {

// The root itself, O_PATH. Failures: `open`.
Result<UniqueFd> OpenRoot(const std::string& root);

// What `path` names inside the root, O_PATH: nothing is opened for reading, so nothing happens in a device or a FIFO.
// Links and `..` stay inside; links of /proc (magic links) are refused with ELOOP. Failures: `open` where it is the
// root, else `openat2`.
Result<UniqueFd> NameInRoot(const UniqueFd& root, const std::string& path, int extraFlags);
Result<UniqueFd> NameInRoot(const std::string& root, const std::string& path);

// `/proc/self/fd/7`, by which an O_PATH descriptor can be opened for good.
std::string DescriptorPath(const UniqueFd& fd);

// The path of a descriptor as the host sees it.
Result<std::string> HostPathOf(const UniqueFd& fd);

}  // namespace troupe
