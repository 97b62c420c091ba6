#include "poll.h"

#include <node_api.h>
#include <uv.h>

#include <utility>

namespace troupe {

// libuv needs the handle until it has closed it, which may be after its owner's end: it holds itself until then.
struct FdPoll::State {
  uv_poll_t handle = {};
  Listener listener;
  napi_async_cleanup_hook_handle hook = nullptr;
  bool isClosing = false;
  std::shared_ptr<State> self;

  static State* Of(void* data) { return static_cast<State*>(data); }

  static void OnPoll(uv_poll_t* handle, int status, int events) {
    const std::shared_ptr<State> alive = Of(handle->data)->self;
    if (!alive->isClosing) alive->listener(status, events);
  }

  void Close() {
    if (std::exchange(isClosing, true)) return;
    uv_close(reinterpret_cast<uv_handle_t*>(&handle), [](uv_handle_t* closed) {
      const std::shared_ptr<State> last = std::move(Of(closed->data)->self);
      if (last->hook != nullptr) napi_remove_async_cleanup_hook(last->hook);
    });
  }
};

// An asynchronous hook: the environment's end waits until the hook is removed, so the loop still runs the closing.
Outcome FdPoll::Open(Napi::Env env, int fd, Listener listener) {
  uv_loop_t* loop = nullptr;
  if (napi_get_uv_event_loop(env, &loop) != napi_ok) return SyscallError{ENOSYS, "uv_poll_init", ""};
  auto state = std::make_shared<State>();
  if (const int status = uv_poll_init(loop, &state->handle, fd); status != 0) {
    return SyscallError{-status, "uv_poll_init", ""};
  }
  state->handle.data = state.get();
  state->listener = std::move(listener);
  state->self = state;
  const auto onEnvironmentEnd = [](napi_async_cleanup_hook_handle, void* data) { State::Of(data)->Close(); };
  napi_add_async_cleanup_hook(env, onEnvironmentEnd, state.get(), &state->hook);
  state_ = std::move(state);
  return {};
}

void FdPoll::Unref() { uv_unref(reinterpret_cast<uv_handle_t*>(&state_->handle)); }

Outcome FdPoll::Watch(int events) {
  if (!isOpen()) return SyscallError{EBADF, "uv_poll_start", ""};
  const int status = events == 0 ? uv_poll_stop(&state_->handle) : uv_poll_start(&state_->handle, events, State::OnPoll);
  if (status != 0) return SyscallError{-status, "uv_poll_start", ""};
  return {};
}

void FdPoll::Close() {
  if (state_) state_->Close();
  state_.reset();
}

bool FdPoll::isOpen() const { return state_ && !state_->isClosing; }

void CallBack(Napi::Env env, const Napi::FunctionReference& function,
              const std::initializer_list<napi_value>& arguments) {
  function.MakeCallback(env.Global(), arguments);
  if (!env.IsExceptionPending()) return;
  const Napi::Error thrown = env.GetAndClearPendingException();
  napi_fatal_exception(env, thrown.Value());
}

}  // namespace troupe
