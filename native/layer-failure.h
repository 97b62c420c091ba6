// Why a layer cannot be unpacked, as a value. The façade (src/image/layer-unpacker.ts) makes a FailureError of it.
#pragma once

#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace troupe {

struct LayerFailure {
  enum class Kind { kInvalid, kNoSpace, kSyscall, kAborted };
  Kind kind = Kind::kInvalid;
  std::string reason;          // kInvalid: constant words
  std::string entry;           // the name as stored; empty: none
  uint64_t offset = 0;         // in the tar stream; for faults of the compression, in the compressed one
  int number = 0;              // kSyscall, kNoSpace: errno
  const char* syscall = "";    // a literal
};

// Nothing: all is well.
using LayerOutcome = std::optional<LayerFailure>;

[[nodiscard]] inline LayerFailure LayerInvalid(const char* reason, uint64_t offset = 0, std::string entry = {}) {
  return {LayerFailure::Kind::kInvalid, reason, std::move(entry), offset, 0, ""};
}

// What the kernel says of a name or a link that no sane layer has is the layer's fault, the rest is the machine's.
[[nodiscard]] inline LayerFailure LayerSyscall(const char* syscall, int number, uint64_t offset = 0,
                                               std::string entry = {}) {
  LayerFailure failure{LayerFailure::Kind::kSyscall, "", std::move(entry), offset, number, syscall};
  if (number == ENOSPC || number == EDQUOT) {
    failure.kind = LayerFailure::Kind::kNoSpace;
  } else if (number == ENAMETOOLONG) {
    failure.kind = LayerFailure::Kind::kInvalid;
    failure.reason = "a name is too long";
  } else if (number == EILSEQ) {
    failure.kind = LayerFailure::Kind::kInvalid;
    failure.reason = "the file system refuses the name";
  }
  return failure;
}

}  // namespace troupe
