// One layer on its way from compressed bytes to files, on two threads of its own:
//
//   Feed ─▶ blocks ─▶ hash, decompress ─▶ blocks ─▶ hash, parse, write
//           512 KiB    "layer-inflate"     256 KiB    "layer-write"
//
// Both queues are bounded and their buffers reused. They are short on purpose: what is handed over is still in the cache,
// and on busy CPUs threads that hand over often are scheduled sooner (docs/adr/0009-layer-unpacking.md has the numbers).
// Where it fails the threads end by themselves, at once.
#pragma once

#include <pthread.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "layer-blocks.h"
#include "layer-decompress.h"
#include "layer-failure.h"

namespace troupe {

struct LayerOptions {
  std::string targetDir;  // exists; its own entries are not looked at
  LayerCompression compression = LayerCompression::kNone;
  uint64_t maxBytes = 0;    // of the tar stream
  uint64_t maxEntries = 0;  // with the directories that no entry describes
};

struct LayerSummary {
  std::string digest;  // of what was fed
  std::string diffId;  // of the tar stream
  uint64_t compressedBytes = 0;
  uint64_t sizeBytes = 0;
  uint64_t entries = 0;
  bool isRootOpaque = false;
  std::vector<std::string> impliedDirs;
};

class LayerPipeline {
 public:
  enum class News { kRoom, kOver };
  // `tell` is called on the first thread: after Feed had to stop, when it can go on; and as that thread's last act.
  using Tell = std::function<void(News)>;

  LayerPipeline(LayerOptions options, Tell tell) : options_(std::move(options)), tell_(std::move(tell)) {}
  ~LayerPipeline();
  LayerPipeline(const LayerPipeline&) = delete;
  LayerPipeline& operator=(const LayerPipeline&) = delete;

  // Where it fails there will be no news.
  [[nodiscard]] LayerOutcome Start();

  // Copies what there is room for; how many bytes. Fewer than asked: news will come, of one kind or the other.
  [[nodiscard]] size_t Feed(const uint8_t* data, size_t size);
  // Whether one more byte would be taken. False: as above.
  [[nodiscard]] bool HasRoom();
  // Nothing more will be fed.
  void End();
  // The threads end soon; kOver will be told.
  void Abort();
  // Waits for the threads. Right after kOver this takes no time.
  void Join();

  // After kOver.
  const LayerOutcome& failure() const { return failure_; }
  const LayerSummary& summary() const { return summary_; }

 private:
  void Inflate();
  [[nodiscard]] LayerOutcome InflateAll();
  [[nodiscard]] LayerOutcome InflateBlock(LayerDecompressor& decompressor, const LayerBlock& block, LayerBlockPtr& out);
  void WriteTree();
  [[nodiscard]] LayerOutcome WriteAll();

  LayerOptions options_;
  Tell tell_;
  LayerBlocks input_{8, 64 << 10};
  LayerBlocks stream_{4, 64 << 10};
  LayerBlockPtr filling_;  // of the feeder
  std::atomic<bool> wantsRoom_{false};
  std::atomic<bool> isAborted_{false};
  bool isStarted_ = false;
  pthread_t thread_{};
  LayerOutcome writeFailure_;  // of the second thread, which has ended where anybody reads it
  LayerOutcome failure_;
  LayerSummary summary_;
};

}  // namespace troupe
