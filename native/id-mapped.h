// Mounts that show files with other owners. Source: mount_setattr(2), MOUNT_ATTR_IDMAP; Linux 5.12.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "errors.h"
#include "unique-fd.h"

namespace troupe {

// Runs `work` on a thread with a mount namespace of its own, in which each of the directories is covered by a view of itself
// whose owners are those of the user namespace. Nobody else sees these mounts, and they end with the thread: nothing is to
// be undone, whatever happens. Each directory must be on a filesystem that knows id-mapped mounts, else: EINVAL with its path.
Outcome RunWithIdMapped(const std::vector<std::string>& dirs, const UniqueFd& userNamespace,
                        const std::function<Outcome()>& work);

}  // namespace troupe
