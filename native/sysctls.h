// Kernel settings of the calling thread's namespaces.
#pragma once

#include <string>

#include "errors.h"

namespace troupe {

// EINVAL unless the name is well formed and the setting belongs to one of the namespaces `flags` (CLONE_NEW…): any other
// is the host's.
Outcome CheckSysctl(const std::string& name, int flags);

// Names as sysctl(8) writes them: `net.ipv4.ip_forward`, `net/ipv4/conf/eth0.100/forwarding`; the first separator of the
// two decides, the other is then part of a name.
Outcome WriteSysctl(const std::string& name, const std::string& value);

}  // namespace troupe
