// A tar archive that arrives in pieces of any size: ustar, old tar, GNU long names, pax. Knows nothing of files.
//
// Where readers differ it follows Go's archive/tar, which made and unpacks nearly every image: global pax headers are
// checked and change nothing, a link or directory has no data whatever its size says, an archive may end without its
// two zero blocks. It is stricter in refusing sparse files and anything but zeros after the end.
#pragma once

#include <sys/types.h>
#include <time.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "layer-failure.h"

namespace troupe {

struct TarXattr {
  std::string name;
  std::string value;
};

enum class TarType { kFile, kHardLink, kSymlink, kCharDevice, kBlockDevice, kDirectory, kFifo };

struct TarEntry {
  TarType type = TarType::kFile;
  std::string name;       // as stored: may be absolute, hold `..`, be empty; never a NUL
  std::string linkName;   // likewise; of links only
  mode_t mode = 0;        // the twelve bits
  uid_t uid = 0;
  gid_t gid = 0;
  uint64_t sizeBytes = 0; // of the data that follows; 0 but for files
  timespec mtime{};
  unsigned deviceMajor = 0;
  unsigned deviceMinor = 0;
  std::vector<TarXattr> xattrs;
  uint64_t offset = 0;    // of its header
};

class TarSink {
 public:
  virtual ~TarSink() = default;
  [[nodiscard]] virtual LayerOutcome Begin(const TarEntry& entry) = 0;
  // A piece of the data of a file; none is empty.
  [[nodiscard]] virtual LayerOutcome Write(const uint8_t* data, size_t size) = 0;
  [[nodiscard]] virtual LayerOutcome Complete(const TarEntry& entry) = 0;
};

class TarReader {
 public:
  // An entry that claims more than `maxBytes` is refused before any of it is written.
  TarReader(TarSink& sink, uint64_t maxBytes) : sink_(sink), maxBytes_(maxBytes) {}

  [[nodiscard]] LayerOutcome Consume(const uint8_t* data, size_t size);
  // The stream is over: may it end here?
  [[nodiscard]] LayerOutcome Finish();

 private:
  static constexpr size_t kBlockBytes = 512;
  enum class Part { kHeader, kData, kExtension, kPadding, kEnd };

  [[nodiscard]] LayerOutcome TakeHeader(const uint8_t* block);
  [[nodiscard]] LayerOutcome TakeEntry(const uint8_t* block, char type, uint64_t size);
  [[nodiscard]] LayerOutcome TakeExtension();
  [[nodiscard]] LayerOutcome TakePax();
  [[nodiscard]] LayerOutcome TakePaxRecord(const std::string& key, std::string value);
  [[nodiscard]] LayerOutcome Invalid(const char* reason) const;
  void ForgetExtensions();
  void EndBody();

  // What pax and GNU headers said of the entry that follows them.
  struct Overrides {
    std::string name, linkName, gnuName, gnuLinkName;
    bool hasSize = false, hasUid = false, hasGid = false, hasMtime = false;
    uint64_t size = 0, uid = 0, gid = 0;
    timespec mtime{};
    std::vector<TarXattr> xattrs;
  };

  TarSink& sink_;
  uint64_t maxBytes_;
  Part part_ = Part::kHeader;
  uint8_t header_[kBlockBytes];
  size_t headerFill_ = 0;
  uint64_t offset_ = 0;        // of the next byte
  uint64_t headerOffset_ = 0;
  uint64_t bodyLeft_ = 0;
  size_t paddingLeft_ = 0;
  int zeroBlocks_ = 0;
  char extensionType_ = 0;
  std::string extension_;
  Overrides overrides_;
  bool isExtended_ = false;    // overrides_ wait for their entry
  TarEntry entry_;
};

}  // namespace troupe
