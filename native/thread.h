// A thread of one's own, for work that changes the thread that does it (namespaces, working directory).
#pragma once

#include <pthread.h>

#include <functional>

#include "errors.h"

namespace troupe {

// Waits for the work, so it belongs on a thread of the pool. pthread_create and not std::thread: that one could only
// throw where there is no thread to be had, and exceptions are off.
inline Outcome RunOnOwnThread(std::function<Outcome()> work) {
  struct Call {
    std::function<Outcome()> work;
    Outcome outcome;
  } call{std::move(work), {}};
  const auto run = [](void* argument) -> void* {
    auto* own = static_cast<Call*>(argument);
    own->outcome = own->work();
    return nullptr;
  };
  pthread_t thread;
  if (const int number = pthread_create(&thread, nullptr, run, &call); number != 0) {
    return SyscallError{number, "pthread_create", ""};
  }
  pthread_join(thread, nullptr);
  return call.outcome;
}

}  // namespace troupe
