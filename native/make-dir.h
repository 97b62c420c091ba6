// `mkdir -p` inside a hostile root.
#pragma once

#include <sys/types.h>

#include <string>

#include "errors.h"

namespace troupe {

// Makes what is missing of `path`, following links inside the root, also those whose target is yet to be made (an image
// with /var/run → /run and no /run). What is made has exactly `mode`, whatever the umask. Returns the host's path.
Result<std::string> MakeDirInRoot(const std::string& root, const std::string& path, mode_t mode);

}  // namespace troupe
