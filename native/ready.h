// Whether something has happened on a descriptor, now.
#pragma once

#include <errno.h>
#include <poll.h>

namespace troupe {

// A signal that comes in between makes poll(2) fail with EINTR, also where it would not have waited: no answer yet.
inline bool IsReady(int fd, short events) {
  struct pollfd poller = {fd, events, 0};
  int count = 0;
  do {
    count = poll(&poller, 1, 0);
  } while (count < 0 && errno == EINTR);
  return count > 0;
}

}  // namespace troupe
