// Kernel settings of the calling thread's namespaces.
#pragma once

#include <sys/types.h>

#include <string>

#include "errors.h"

namespace troupe {

// EINVAL unless the name is well formed and the setting belongs to one of the namespaces `flags` (CLONE_NEW…): any other
// is the host's.
Outcome CheckSysctl(const std::string& name, int flags);

// Names as sysctl(8) writes them: `net.ipv4.ip_forward`, `net/ipv4/conf/eth0.100/forwarding`; the first separator of the
// two decides, the other is then part of a name.
// What is refused to us is tried as `namespaceRoot`: since Linux 5.19 a setting of an IPC namespace is for the root of the
// user namespace that it belongs to, who may be another than ours.
Outcome WriteSysctl(const std::string& name, const std::string& value, uid_t namespaceRoot);

}  // namespace troupe
