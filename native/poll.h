// A descriptor watched by the event loop, closed properly also where the environment (a worker) ends first.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>

#include "errors.h"

namespace troupe {

class FdPoll {
 public:
  // `status` is below 0 where the descriptor has an error pending (libuv then stops watching); `events` are UV_READABLE …
  using Listener = std::function<void(int status, int events)>;

  FdPoll() = default;
  FdPoll(const FdPoll&) = delete;
  FdPoll& operator=(const FdPoll&) = delete;
  ~FdPoll() { Close(); }

  // Watches nothing yet. The descriptor stays its owner's, who closes it after Close().
  Outcome Open(Napi::Env env, int fd, Listener listener);
  void Unref();
  Outcome Watch(int events);  // 0: nothing
  void Close();               // also from within the listener; it is not called again
  bool isOpen() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// Calls back into JavaScript from the event loop; what the function throws is an uncaught exception, as Node's own.
void CallBack(Napi::Env env, const Napi::FunctionReference& function, const std::initializer_list<napi_value>& arguments);

}  // namespace troupe
