#include "layer-pipeline.h"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "layer-digest.h"
#include "layer-tar.h"
#include "layer-writer.h"

namespace troupe {

namespace {

// pthread_create and not std::thread: with exceptions off, a thread that cannot be had must be an answer.
template <void (LayerPipeline::*kRun)()>
int StartThread(pthread_t* thread, LayerPipeline* pipeline) {
  const auto body = [](void* self) -> void* {
    (static_cast<LayerPipeline*>(self)->*kRun)();
    return nullptr;
  };
  return pthread_create(thread, nullptr, body, pipeline);
}

constexpr size_t kRoomForNews = 4;  // of the 8 blocks: fewer wake-ups of the main thread

}  // namespace

LayerPipeline::~LayerPipeline() {
  Abort();
  Join();
}

LayerOutcome LayerPipeline::Start() {
  const int number = StartThread<&LayerPipeline::Inflate>(&thread_, this);
  if (number != 0) return LayerSyscall("pthread_create", number);
  isStarted_ = true;
  return {};
}

bool LayerPipeline::HasRoom() {
  if (filling_) return true;
  filling_ = input_.Acquire(false);
  if (filling_) return true;
  wantsRoom_ = true;  // from here on every block that gets free is told of, so look once more
  filling_ = input_.Acquire(false);
  if (filling_) wantsRoom_ = false;
  return filling_ != nullptr;
}

size_t LayerPipeline::Feed(const uint8_t* data, size_t size) {
  size_t taken = 0;
  while (taken < size && HasRoom()) {
    const size_t piece = std::min(size - taken, filling_->room());
    memcpy(filling_->bytes.get() + filling_->size, data + taken, piece);
    filling_->size += piece;
    taken += piece;
    if (filling_->room() == 0) input_.Push(std::move(filling_));
  }
  return taken;
}

void LayerPipeline::End() {
  if (filling_ && filling_->size > 0) input_.Push(std::move(filling_));
  input_.End();
}

void LayerPipeline::Abort() {
  isAborted_ = true;
  input_.Close();
  stream_.Close();
}

void LayerPipeline::Join() {
  if (std::exchange(isStarted_, false)) pthread_join(thread_, nullptr);
}

void LayerPipeline::Inflate() {
  prctl(PR_SET_NAME, "layer-inflate");
  pthread_t writer;
  const int number = StartThread<&LayerPipeline::WriteTree>(&writer, this);
  if (number != 0) {
    failure_ = LayerSyscall("pthread_create", number);
  } else {
    failure_ = InflateAll();
    if (failure_) {
      stream_.Close();
    } else {
      stream_.End();
    }
    pthread_join(writer, nullptr);
    if (writeFailure_) failure_ = std::move(writeFailure_);
  }
  if (isAborted_) failure_ = LayerFailure{LayerFailure::Kind::kAborted, {}, {}, 0, 0, ""};
  input_.Close();
  tell_(News::kOver);
}

LayerOutcome LayerPipeline::InflateAll() {
  const std::unique_ptr<LayerDecompressor> decompressor = MakeLayerDecompressor(options_.compression);
  if (!decompressor) return LayerSyscall("malloc", ENOMEM);
  const bool isHashed = options_.compression != LayerCompression::kNone;  // else the second thread does
  LayerDigest digest;
  LayerBlockPtr out;
  while (LayerBlockPtr block = input_.Pop()) {
    if (isHashed) digest.Update(block->bytes.get(), block->size);
    summary_.compressedBytes += block->size;
    if (LayerOutcome failure = InflateBlock(*decompressor, *block, out)) return failure;
    if (!out) return {};  // the other thread failed, or Abort: not ours to tell
    if (input_.Release(std::move(block)) >= kRoomForNews && wantsRoom_.exchange(false)) tell_(News::kRoom);
  }
  if (input_.isClosed()) return {};
  if (!decompressor->isComplete()) return LayerInvalid("the compressed stream is truncated", summary_.compressedBytes);
  if (out && out->size > 0) stream_.Push(std::move(out));
  if (isHashed) {
    summary_.digest = digest.Finish();
    if (summary_.digest.empty()) return LayerSyscall("EVP_DigestFinal_ex", ENOTSUP);
  }
  return {};
}

// `out` is the block being filled; null afterwards: there is nobody to take it.
LayerOutcome LayerPipeline::InflateBlock(LayerDecompressor& decompressor, const LayerBlock& block, LayerBlockPtr& out) {
  LayerInput input{block.bytes.get(), block.size};
  for (bool isFull = true; isFull || input.size > 0;) {
    if (!out) out = stream_.Acquire(true);
    if (!out) return {};
    LayerOutput output{out->bytes.get() + out->size, out->room()};
    const size_t before = input.size + output.room;
    LayerOutcome failure = decompressor.Run(input, output);
    if (failure) {
      failure->offset = summary_.compressedBytes - input.size;
      return failure;
    }
    const bool isStuck = before == input.size + output.room;
    summary_.sizeBytes += out->room() - output.room;
    out->size = out->capacity - output.room;
    if (summary_.sizeBytes > options_.maxBytes) return LayerInvalid("larger than allowed", summary_.sizeBytes);
    isFull = output.room == 0;
    if (isFull) stream_.Push(std::move(out));
    if (isFull && !(out = stream_.Acquire(true))) return {};
    if (isStuck) break;
  }
  return {};
}

void LayerPipeline::WriteTree() {
  prctl(PR_SET_NAME, "layer-write");
  writeFailure_ = WriteAll();
  if (!writeFailure_) return;
  stream_.Close();
  input_.Close();
}

LayerOutcome LayerPipeline::WriteAll() {
  // A thread shares its umask with the process, unless it takes leave: then modes can be given at creation.
  const bool hasOwnUmask = unshare(CLONE_FS) == 0;
  if (hasOwnUmask) umask(0);
  LayerDigest digest;
  LayerWriter writer(options_.maxEntries);
  if (LayerOutcome failure = writer.Open(options_.targetDir, !hasOwnUmask)) return failure;
  TarReader reader(writer, options_.maxBytes);
  while (LayerBlockPtr block = stream_.Pop()) {
    digest.Update(block->bytes.get(), block->size);
    if (LayerOutcome failure = reader.Consume(block->bytes.get(), block->size)) return failure;
    stream_.Release(std::move(block));
  }
  if (stream_.isClosed()) return {};
  if (LayerOutcome failure = reader.Finish()) return failure;
  if (LayerOutcome failure = writer.Finish()) return failure;
  summary_.diffId = digest.Finish();
  if (summary_.diffId.empty()) return LayerSyscall("EVP_DigestFinal_ex", ENOTSUP);
  if (options_.compression == LayerCompression::kNone) summary_.digest = summary_.diffId;
  summary_.entries = writer.entries();
  summary_.isRootOpaque = writer.isRootOpaque();
  summary_.impliedDirs.assign(writer.dirs().implied().begin(), writer.dirs().implied().end());
  std::sort(summary_.impliedDirs.begin(), summary_.impliedDirs.end());
  return {};
}

}  // namespace troupe
