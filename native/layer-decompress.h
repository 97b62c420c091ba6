// The compressions of OCI layers as one incremental step: bytes in, bytes out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "layer-failure.h"

namespace troupe {

enum class LayerCompression { kNone, kGzip, kZstd };

struct LayerInput {
  const uint8_t* data;
  size_t size;
};
struct LayerOutput {
  uint8_t* data;
  size_t room;
};

class LayerDecompressor {
 public:
  virtual ~LayerDecompressor() = default;
  // Moves both forward until the input is used up or the output is full; to be called again while the output gets full.
  // The failure's offset is the number of input bytes left, for the caller to turn into a position.
  [[nodiscard]] virtual LayerOutcome Run(LayerInput& input, LayerOutput& output) = 0;
  // Whether the input may end here.
  [[nodiscard]] virtual bool isComplete() const = 0;
};

// gzip: any number of members, each with its CRC and length checked (RFC 1952). zstd: any number of frames, skippable
// ones too, windows up to 128 MiB (RFC 8878); null where there is no memory for it.
[[nodiscard]] std::unique_ptr<LayerDecompressor> MakeLayerDecompressor(LayerCompression compression);

}  // namespace troupe
