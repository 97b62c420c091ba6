// Blocking work on a thread of libuv's pool, its outcome as a promise.
#pragma once

#include <napi.h>

#include <functional>
#include <optional>
#include <utility>

#include "errors.h"

namespace troupe {

// `work` runs off the main thread: no JS and no Napi values in it. `convert` runs on the main thread afterwards; where
// the environment ends first it never runs, and what T owns is released by T's destructor.
template <typename T>
class Job final : public Napi::AsyncWorker {
 public:
  using Work = std::function<Result<T>()>;
  using Convert = std::function<Napi::Value(Napi::Env, T&)>;

  Job(Napi::Env env, Work work, Convert convert)
      : AsyncWorker(env, "troupe"), deferred_(env), work_(std::move(work)), convert_(std::move(convert)) {}
  Napi::Promise promise() const { return deferred_.Promise(); }

 protected:
  void Execute() override { result_.emplace(work_()); }
  void OnOK() override {
    Napi::HandleScope scope(Env());
    if (const SyscallError* error = result_->error()) {
      deferred_.Reject(ErrorOf(Env(), *error).Value());
    } else {
      deferred_.Resolve(convert_(Env(), result_->value()));
    }
  }
  void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

 private:
  Napi::Promise::Deferred deferred_;
  Work work_;
  Convert convert_;
  std::optional<Result<T>> result_;
};

template <typename T>
Napi::Value RunAsync(Napi::Env env, typename Job<T>::Work work, typename Job<T>::Convert convert) {
  auto* job = new Job<T>(env, std::move(work), std::move(convert));  // deletes itself when it is done
  Napi::Promise promise = job->promise();
  job->Queue();
  return promise;
}

// The same for work without a result: the promise is of undefined.
inline Napi::Value RunAsync(Napi::Env env, Job<std::monostate>::Work work) {
  return RunAsync<std::monostate>(env, std::move(work),
                                  [](Napi::Env e, std::monostate&) -> Napi::Value { return e.Undefined(); });
}

}  // namespace troupe
