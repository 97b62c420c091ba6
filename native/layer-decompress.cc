#include "layer-decompress.h"

#include <isa-l/igzip_lib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <cstring>

namespace troupe {

namespace {

// Both libraries count in 32 bits or less; blocks are far smaller anyway.
constexpr size_t kStepBytes = size_t{1} << 30;
constexpr int kZstdWindowLog = 27;

class None final : public LayerDecompressor {
 public:
  LayerOutcome Run(LayerInput& input, LayerOutput& output) override {
    const size_t size = std::min(input.size, output.room);
    memcpy(output.data, input.data, size);
    input = {input.data + size, input.size - size};
    output = {output.data + size, output.room - size};
    return {};
  }
  bool isComplete() const override { return true; }
};

class Gzip final : public LayerDecompressor {
 public:
  Gzip() { Restart(); }

  LayerOutcome Run(LayerInput& input, LayerOutput& output) override {
    do {
      if (state_->block_state == ISAL_BLOCK_FINISH && input.size > 0) Restart();
      const auto avail_in = static_cast<uint32_t>(std::min(input.size, kStepBytes));
      const auto avail_out = static_cast<uint32_t>(std::min(output.room, kStepBytes));
      state_->next_in = const_cast<uint8_t*>(input.data);
      state_->avail_in = avail_in;
      state_->next_out = output.data;
      state_->avail_out = avail_out;
      const int status = isal_inflate(state_.get());
      const size_t consumed = avail_in - state_->avail_in;
      const size_t produced = avail_out - state_->avail_out;
      input = {input.data + consumed, input.size - consumed};
      output = {output.data + produced, output.room - produced};
      if (status == ISAL_INCORRECT_CHECKSUM) return LayerInvalid("wrong gzip checksum", input.size);
      if (status == ISAL_INVALID_WRAPPER || status == ISAL_UNSUPPORTED_METHOD) {
        return LayerInvalid(isFirst_ ? "not gzip" : "data after the end of the gzip stream", input.size);
      }
      if (status < 0 || status == ISAL_NEED_DICT) return LayerInvalid("damaged gzip stream", input.size);
      if (consumed == 0 && produced == 0) break;
    } while (input.size > 0 && output.room > 0);
    return {};
  }

  bool isComplete() const override { return state_->block_state == ISAL_BLOCK_FINISH; }

 private:
  void Restart() {
    isFirst_ = !state_;
    if (!state_) state_ = std::make_unique<inflate_state>();
    isal_inflate_init(state_.get());
    state_->crc_flag = ISAL_GZIP;
  }
  std::unique_ptr<inflate_state> state_;
  bool isFirst_ = true;
};

class Zstd final : public LayerDecompressor {
 public:
  Zstd() : context_(ZSTD_createDCtx()) {}
  bool isUsable() const {
    return context_ && ZSTD_isError(ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kZstdWindowLog)) == 0;
  }

  LayerOutcome Run(LayerInput& input, LayerOutput& output) override {
    ZSTD_inBuffer in{input.data, input.size, 0};
    ZSTD_outBuffer out{output.data, output.room, 0};
    while (out.pos < out.size) {
      if (isBetweenFrames_ && in.pos == in.size) break;
      const size_t before = in.pos + out.pos;
      const size_t hint = ZSTD_decompressStream(context_.get(), &out, &in);
      if (ZSTD_isError(hint) != 0) {
        const bool isTooWide = ZSTD_getErrorCode(hint) == ZSTD_error_frameParameter_windowTooLarge;
        return LayerInvalid(isTooWide ? "the zstd window is larger than 128 MiB" : "damaged zstd stream",
                            input.size - in.pos);
      }
      isBetweenFrames_ = hint == 0;
      hasFrame_ = hasFrame_ || isBetweenFrames_;
      if (in.pos + out.pos == before) break;
    }
    input = {input.data + in.pos, input.size - in.pos};
    output = {output.data + out.pos, output.room - out.pos};
    return {};
  }

  bool isComplete() const override { return hasFrame_ && isBetweenFrames_; }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> context_;
  bool isBetweenFrames_ = false;
  bool hasFrame_ = false;
};

}  // namespace

std::unique_ptr<LayerDecompressor> MakeLayerDecompressor(LayerCompression compression) {
  if (compression == LayerCompression::kNone) return std::make_unique<None>();
  if (compression == LayerCompression::kGzip) return std::make_unique<Gzip>();
  auto zstd = std::make_unique<Zstd>();
  return zstd->isUsable() ? std::move(zstd) : nullptr;
}

}  // namespace troupe
