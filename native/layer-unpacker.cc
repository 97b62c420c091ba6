// LayerUnpacker as JavaScript sees it: a pipeline, the writes that wait for room, and the promises.
//
// Everything here runs on the main thread of its environment; the pipeline's threads reach it through one thread-safe
// function and touch no JavaScript. They are joined before the object or the environment goes.
#include <napi.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "addon.h"
#include "errors.h"
#include "layer-pipeline.h"

namespace troupe {

namespace {

Napi::Value ErrorValueOf(Napi::Env env, const LayerFailure& failure) {
  if (failure.kind == LayerFailure::Kind::kSyscall || failure.kind == LayerFailure::Kind::kNoSpace) {
    return ErrorOf(env, {failure.number, failure.syscall, failure.entry}).Value();
  }
  const bool isAborted = failure.kind == LayerFailure::Kind::kAborted;
  Napi::Object error = Napi::Error::New(env, isAborted ? "aborted" : failure.reason).Value();
  error.Set("code", isAborted ? "LAYER_ABORTED" : "LAYER_INVALID");
  if (isAborted) return error;
  error.Set("reason", failure.reason);
  error.Set("offset", static_cast<double>(failure.offset));
  if (!failure.entry.empty()) error.Set("entry", failure.entry);
  return error;
}

Napi::Value SummaryOf(Napi::Env env, const LayerSummary& summary) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("digest", summary.digest);
  object.Set("diffId", summary.diffId);
  object.Set("compressedBytes", static_cast<double>(summary.compressedBytes));
  object.Set("sizeBytes", static_cast<double>(summary.sizeBytes));
  object.Set("entries", static_cast<double>(summary.entries));
  object.Set("isRootOpaque", summary.isRootOpaque);
  Napi::Array implied = Napi::Array::New(env, summary.impliedDirs.size());
  for (uint32_t i = 0; i < summary.impliedDirs.size(); ++i) implied.Set(i, summary.impliedDirs[i]);
  object.Set("impliedDirs", implied);
  return object;
}

class LayerUnpacker final : public Napi::ObjectWrap<LayerUnpacker> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "LayerUnpacker",
                       {InstanceMethod<&LayerUnpacker::Write>("write"), InstanceMethod<&LayerUnpacker::End>("end"),
                        InstanceMethod<&LayerUnpacker::Abort>("abort")});
  }

  // (targetDir, compression, maxBytes, maxEntries), checked by the façade.
  explicit LayerUnpacker(const Napi::CallbackInfo& info) : ObjectWrap(info), env_(info.Env()) {
    LayerOptions options;
    options.targetDir = info[0].ToString().Utf8Value();
    const std::string compression = info[1].ToString().Utf8Value();
    options.compression = compression == "gzip"   ? LayerCompression::kGzip
                          : compression == "zstd" ? LayerCompression::kZstd
                                                  : LayerCompression::kNone;
    options.maxBytes = static_cast<uint64_t>(info[2].ToNumber().Int64Value());
    options.maxEntries = static_cast<uint64_t>(info[3].ToNumber().Int64Value());
    if (napi_create_threadsafe_function(env_, nullptr, nullptr, Napi::String::New(env_, "troupe.LayerUnpacker"), 0, 1,
                                        nullptr, nullptr, this, &LayerUnpacker::Hear, &news_) != napi_ok) {
      Napi::Error::New(env_, "no thread-safe function").ThrowAsJavaScriptException();
      return;
    }
    napi_unref_threadsafe_function(env_, news_);
    // After that of the function, so that it runs first: the threads end while the function still lives.
    napi_add_env_cleanup_hook(env_, &LayerUnpacker::Leave, this);
    pipeline_ = std::make_unique<LayerPipeline>(std::move(options), [news = news_](LayerPipeline::News what) {
      napi_call_threadsafe_function(news, reinterpret_cast<void*>(static_cast<intptr_t>(what)), napi_tsfn_nonblocking);
    });
    if (LayerOutcome failure = pipeline_->Start()) Close(std::move(failure));
  }

  ~LayerUnpacker() override { Close({}); }

 private:
  struct PendingWrite {
    Napi::Reference<Napi::Uint8Array> chunk;
    size_t taken;
    Napi::Promise::Deferred deferred;
  };

  Napi::Value Write(const Napi::CallbackInfo& info) {
    Napi::Promise::Deferred deferred(env_);
    if (!pipeline_ || hasEnd_) {
      deferred.Reject(pipeline_ ? Napi::Error::New(env_, "write after end").Value() : Outcome());
      return deferred.Promise();
    }
    writes_.push_back({Napi::Persistent(info[0].As<Napi::Uint8Array>()), 0, deferred});
    Pump();
    Hold();
    return deferred.Promise();
  }

  Napi::Value End(const Napi::CallbackInfo&) {
    Napi::Promise::Deferred deferred(env_);  // its promise is a local handle: of this call alone
    ends_.push_back(deferred);
    hasEnd_ = true;
    Pump();
    if (!pipeline_) Answer();
    Hold();
    return deferred.Promise();
  }

  Napi::Value Abort(const Napi::CallbackInfo&) {
    Napi::Promise::Deferred deferred(env_);
    aborts_.push_back(deferred);
    if (pipeline_) {
      pipeline_->Abort();
    } else {
      Answer();
    }
    Hold();
    return deferred.Promise();
  }

  // Feeds what waits, as far as there is room. A write is settled when its bytes are taken and one more would be.
  void Pump() {
    while (pipeline_ && !writes_.empty()) {
      PendingWrite& next = writes_.front();
      const Napi::Uint8Array chunk = next.chunk.Value();
      const size_t size = chunk.ByteLength();
      if (next.taken < size) next.taken += pipeline_->Feed(chunk.Data() + next.taken, size - next.taken);
      if (next.taken < size || !pipeline_->HasRoom()) return;
      next.deferred.Resolve(env_.Undefined());
      writes_.pop_front();
    }
    if (pipeline_ && hasEnd_ && !std::exchange(isEnded_, true)) pipeline_->End();
  }

  // On the main thread; `env` is null when the environment ends.
  static void Hear(napi_env env, napi_value, void* self, void* what) {
    if (env == nullptr) return;
    Napi::HandleScope scope(env);
    auto* unpacker = static_cast<LayerUnpacker*>(self);
    if (static_cast<LayerPipeline::News>(reinterpret_cast<intptr_t>(what)) == LayerPipeline::News::kRoom) {
      unpacker->Pump();
      unpacker->Hold();
      return;
    }
    if (!unpacker->pipeline_) return;
    unpacker->pipeline_->Join();
    LayerOutcome failure = unpacker->pipeline_->failure();
    if (!failure) unpacker->summary_ = unpacker->pipeline_->summary();
    unpacker->Close(std::move(failure));
    unpacker->Answer();
    unpacker->Hold();
  }

  // While a promise is pending the object and the event loop stay; one that was forgotten without end() or abort() keeps
  // neither, and its threads end with it.
  void Hold() {
    const bool isWaiting = pipeline_ && (!writes_.empty() || !ends_.empty() || !aborts_.empty());
    if (isWaiting == isHeld_) return;
    isHeld_ = isWaiting;
    if (isHeld_) {
      Ref();
      napi_ref_threadsafe_function(env_, news_);
      return;
    }
    if (pipeline_) napi_unref_threadsafe_function(env_, news_);
    Unref();
  }

  // Joins the threads and lets go of everything that would keep the environment alive.
  void Close(LayerOutcome failure) {
    if (!pipeline_) return;
    failure_ = std::move(failure);
    pipeline_.reset();
    napi_remove_env_cleanup_hook(env_, &LayerUnpacker::Leave, this);
    napi_release_threadsafe_function(news_, napi_tsfn_abort);
  }

  static void Leave(void* self) {
    auto* unpacker = static_cast<LayerUnpacker*>(self);
    unpacker->pipeline_.reset();  // the function is the environment's to end
  }

  // After Close: what is pending is told.
  void Answer() {
    for (PendingWrite& write : std::exchange(writes_, {})) write.deferred.Reject(Outcome());
    for (Napi::Promise::Deferred& end : std::exchange(ends_, {})) {
      if (summary_) {
        end.Resolve(SummaryOf(env_, *summary_));
      } else {
        end.Reject(Outcome());
      }
    }
    for (Napi::Promise::Deferred& abort : std::exchange(aborts_, {})) abort.Resolve(env_.Undefined());
  }

  Napi::Value Outcome() const {
    const LayerFailure aborted{LayerFailure::Kind::kAborted, {}, {}, 0, 0, ""};
    return ErrorValueOf(env_, failure_ ? *failure_ : aborted);
  }

  Napi::Env env_;
  napi_threadsafe_function news_ = nullptr;
  std::unique_ptr<LayerPipeline> pipeline_;  // null: it is over
  LayerOutcome failure_;
  std::optional<LayerSummary> summary_;
  std::deque<PendingWrite> writes_;
  std::vector<Napi::Promise::Deferred> ends_, aborts_;
  bool isHeld_ = false;
  bool hasEnd_ = false;   // end() was called
  bool isEnded_ = false;  // and the pipeline knows
};

}  // namespace

void InitLayers(Napi::Env env, Napi::Object exports) { exports.Set("LayerUnpacker", LayerUnpacker::Define(env)); }

}  // namespace troupe
