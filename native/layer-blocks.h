// A bounded queue of reused buffers between two threads. Buffers are touched once and then stay in the caches: the one
// that was freed last is handed out first.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

namespace troupe {

struct LayerBlock {
  explicit LayerBlock(size_t capacityBytes) : bytes(new uint8_t[capacityBytes]), capacity(capacityBytes) {}
  std::unique_ptr<uint8_t[]> bytes;
  size_t capacity;
  size_t size = 0;
  size_t room() const { return capacity - size; }
};
using LayerBlockPtr = std::unique_ptr<LayerBlock>;

class LayerBlocks {
 public:
  LayerBlocks(size_t count, size_t blockBytes) : unmade_(count), blockBytes_(blockBytes) {}

  // An empty block; null: the queue was closed, or none is free and `isWaiting` is false.
  [[nodiscard]] LayerBlockPtr Acquire(bool isWaiting) {
    std::unique_lock lock(mutex_);
    if (isWaiting) freed_.wait(lock, [&] { return isClosed_ || !free_.empty() || unmade_ > 0; });
    if (isClosed_) return nullptr;
    if (free_.empty()) {
      if (unmade_ == 0) return nullptr;
      --unmade_;
      return std::make_unique<LayerBlock>(blockBytes_);
    }
    LayerBlockPtr block = std::move(free_.back());
    free_.pop_back();
    return block;
  }

  void Push(LayerBlockPtr block) {
    {
      std::lock_guard lock(mutex_);
      full_.push_back(std::move(block));
    }
    filled_.notify_one();
  }

  // No more will be pushed: Pop answers null after the last.
  void End() {
    {
      std::lock_guard lock(mutex_);
      isEnded_ = true;
    }
    filled_.notify_one();
  }

  // The next block, in order; null: ended, or closed (see isClosed).
  [[nodiscard]] LayerBlockPtr Pop() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return isClosed_ || isEnded_ || !full_.empty(); });
    if (isClosed_ || full_.empty()) return nullptr;
    LayerBlockPtr block = std::move(full_.front());
    full_.pop_front();
    return block;
  }

  // Gives a block back; how many are free now.
  size_t Release(LayerBlockPtr block) {
    size_t count;
    {
      std::lock_guard lock(mutex_);
      block->size = 0;
      free_.push_back(std::move(block));
      count = free_.size() + unmade_;
    }
    freed_.notify_one();
    return count;
  }

  // Wakes and turns away everybody, for good.
  void Close() {
    {
      std::lock_guard lock(mutex_);
      isClosed_ = true;
    }
    filled_.notify_all();
    freed_.notify_all();
  }

  [[nodiscard]] bool isClosed() {
    std::lock_guard lock(mutex_);
    return isClosed_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable filled_, freed_;
  std::deque<LayerBlockPtr> full_;
  std::vector<LayerBlockPtr> free_;
  size_t unmade_;
  size_t blockBytes_;
  bool isEnded_ = false;
  bool isClosed_ = false;
};

}  // namespace troupe
