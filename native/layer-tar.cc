#include "layer-tar.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include "layer-tar-fields.h"

namespace troupe {

namespace {

// Of a pax header or a GNU long name. Linux itself takes no more than 64 KiB of xattr and 4 KiB of path.
constexpr uint64_t kMaxExtensionBytes = 1 << 20;

constexpr char kXattrPrefix[] = "SCHILY.xattr.";
constexpr char kSparsePrefix[] = "GNU.sparse.";

bool IsZero(const uint8_t* data, size_t size) {
  return size == 0 || (data[0] == 0 && memcmp(data, data + 1, size - 1) == 0);
}

// Whether the field is of the 32 bits that the kernel takes; (id)-1 would mean "leave it".
bool IsId(uint64_t id) { return id < std::numeric_limits<uint32_t>::max(); }

}  // namespace

LayerOutcome TarReader::Invalid(const char* reason) const { return LayerInvalid(reason, headerOffset_, entry_.name); }

LayerOutcome TarReader::Consume(const uint8_t* data, size_t size) {
  while (size > 0) {
    size_t taken = size;
    LayerOutcome failure;
    switch (part_) {
      case Part::kHeader:
        if (headerFill_ == 0 && size >= kBlockBytes) {
          taken = kBlockBytes;
          headerOffset_ = offset_;
          failure = TakeHeader(data);
          break;
        }
        taken = std::min(size, kBlockBytes - headerFill_);
        memcpy(header_ + headerFill_, data, taken);
        headerFill_ += taken;
        if (headerFill_ < kBlockBytes) break;
        headerFill_ = 0;
        headerOffset_ = offset_ + taken - kBlockBytes;
        failure = TakeHeader(header_);
        break;
      case Part::kData:
        taken = static_cast<size_t>(std::min<uint64_t>(size, bodyLeft_));
        bodyLeft_ -= taken;
        failure = sink_.Write(data, taken);
        if (!failure && bodyLeft_ == 0) {
          failure = sink_.Complete(entry_);
          EndBody();
        }
        break;
      case Part::kExtension:
        taken = static_cast<size_t>(std::min<uint64_t>(size, bodyLeft_));
        bodyLeft_ -= taken;
        extension_.append(reinterpret_cast<const char*>(data), taken);
        if (bodyLeft_ == 0) {
          EndBody();
          failure = TakeExtension();
        }
        break;
      case Part::kPadding:
        taken = std::min(size, paddingLeft_);
        paddingLeft_ -= taken;
        if (paddingLeft_ == 0) part_ = Part::kHeader;
        break;
      case Part::kEnd:
        if (!IsZero(data, size)) return LayerInvalid("data after the end of the archive", offset_);
        break;
    }
    if (failure) return failure;
    offset_ += taken;
    data += taken;
    size -= taken;
  }
  return {};
}

LayerOutcome TarReader::Finish() {
  if (part_ == Part::kEnd || (part_ == Part::kHeader && headerFill_ == 0 && !isExtended_)) return {};
  const bool isInEntry = part_ == Part::kData || part_ == Part::kPadding;
  return LayerInvalid("the archive is truncated", offset_, isInEntry ? entry_.name : "");
}

void TarReader::EndBody() { part_ = paddingLeft_ > 0 ? Part::kPadding : Part::kHeader; }

LayerOutcome TarReader::TakeHeader(const uint8_t* block) {
  entry_.name.clear();
  if (IsZero(block, kBlockBytes)) {
    if (isExtended_) return Invalid("the archive is truncated");
    if (++zeroBlocks_ == 2) part_ = Part::kEnd;
    return {};
  }
  if (zeroBlocks_ > 0) return Invalid("data after the end of the archive");
  if (!HasTarChecksum(block)) return Invalid("wrong header checksum");
  int64_t size = 0;
  if (!ParseTarNumber(block + 124, 12, &size) || size < 0) return Invalid("the size is not valid");
  const char type = static_cast<char>(block[156]);
  if (type != 'x' && type != 'g' && type != 'L' && type != 'K') return TakeEntry(block, type, static_cast<uint64_t>(size));

  if (static_cast<uint64_t>(size) > kMaxExtensionBytes) return Invalid("an extended header is larger than 1 MiB");
  extensionType_ = type;
  extension_.clear();
  if (type != 'g') isExtended_ = true;
  bodyLeft_ = static_cast<uint64_t>(size);
  paddingLeft_ = (kBlockBytes - bodyLeft_ % kBlockBytes) % kBlockBytes;
  part_ = Part::kExtension;
  return bodyLeft_ == 0 ? (EndBody(), TakeExtension()) : LayerOutcome{};
}

LayerOutcome TarReader::TakeEntry(const uint8_t* block, char type, uint64_t size) {
  entry_.offset = headerOffset_;
  entry_.name.assign(TarText(block, 100));
  entry_.linkName.assign(TarText(block + 157, 100));
  // Only POSIX's own magic has a prefix; GNU's (`ustar  `) keeps other things there.
  if (memcmp(block + 257, "ustar\0", 6) == 0 && block[345] != 0) {
    entry_.name = std::string(TarText(block + 345, 155)) + "/" + entry_.name;
  }
  const Overrides& said = overrides_;
  if (!said.name.empty()) entry_.name = said.name;
  if (!said.linkName.empty()) entry_.linkName = said.linkName;
  if (!said.gnuName.empty()) entry_.name = said.gnuName;
  if (!said.gnuLinkName.empty()) entry_.linkName = said.gnuLinkName;
  entry_.xattrs = std::move(overrides_.xattrs);

  switch (type) {
    case '\0': entry_.type = entry_.name.ends_with('/') ? TarType::kDirectory : TarType::kFile; break;
    case '0':
    case '7': entry_.type = TarType::kFile; break;
    case '1': entry_.type = TarType::kHardLink; break;
    case '2': entry_.type = TarType::kSymlink; break;
    case '3': entry_.type = TarType::kCharDevice; break;
    case '4': entry_.type = TarType::kBlockDevice; break;
    case '5': entry_.type = TarType::kDirectory; break;
    case '6': entry_.type = TarType::kFifo; break;
    case 'S': return Invalid("sparse files are not supported");
    default: return Invalid("the entry's type is not supported");
  }

  int64_t mode = 0, uid = 0, gid = 0, seconds = 0, major = 0, minor = 0;
  const bool isValid = ParseTarNumber(block + 100, 8, &mode) && ParseTarNumber(block + 108, 8, &uid) &&
                       ParseTarNumber(block + 116, 8, &gid) && ParseTarNumber(block + 136, 12, &seconds);
  if (!isValid) return Invalid("a number of the header is not valid");
  if (entry_.type == TarType::kCharDevice || entry_.type == TarType::kBlockDevice) {
    if (!ParseTarNumber(block + 329, 8, &major) || !ParseTarNumber(block + 337, 8, &minor)) {
      return Invalid("a number of the header is not valid");
    }
    if (major < 0 || major >= 1 << 12 || minor < 0 || minor >= 1 << 20) return Invalid("no such device number");
  }
  const uint64_t realUid = said.hasUid ? said.uid : static_cast<uint64_t>(uid);
  const uint64_t realGid = said.hasGid ? said.gid : static_cast<uint64_t>(gid);
  if (!IsId(realUid) || !IsId(realGid)) return Invalid("the owner is not valid");
  if (said.hasSize) size = said.size;

  entry_.mode = static_cast<mode_t>(mode) & 07777;
  entry_.uid = static_cast<uid_t>(realUid);
  entry_.gid = static_cast<gid_t>(realGid);
  entry_.mtime = said.hasMtime ? said.mtime : timespec{seconds, 0};
  entry_.deviceMajor = static_cast<unsigned>(major);
  entry_.deviceMinor = static_cast<unsigned>(minor);
  entry_.sizeBytes = entry_.type == TarType::kFile ? size : 0;
  if (entry_.sizeBytes > maxBytes_ || offset_ > maxBytes_ - entry_.sizeBytes) return Invalid("larger than allowed");
  ForgetExtensions();

  bodyLeft_ = entry_.sizeBytes;
  paddingLeft_ = (kBlockBytes - bodyLeft_ % kBlockBytes) % kBlockBytes;
  if (LayerOutcome failure = sink_.Begin(entry_)) return failure;
  if (bodyLeft_ > 0) {
    part_ = Part::kData;
    return {};
  }
  return sink_.Complete(entry_);
}

void TarReader::ForgetExtensions() {
  if (!isExtended_) return;
  overrides_ = {};
  isExtended_ = false;
}

LayerOutcome TarReader::TakeExtension() {
  const bool isLong = extensionType_ == 'L' || extensionType_ == 'K';
  if (!isLong) return TakePax();
  extension_.resize(strnlen(extension_.c_str(), extension_.size()));
  (extensionType_ == 'L' ? overrides_.gnuName : overrides_.gnuLinkName) = std::move(extension_);
  return {};
}

// Records `LENGTH KEY=VALUE\n`, LENGTH in decimal and of the whole record (POSIX pax, "Extended Header").
LayerOutcome TarReader::TakePax() {
  const bool isGlobal = extensionType_ == 'g';
  if (!isGlobal) {
    Overrides fresh;  // a second header replaces the first one's records
    fresh.gnuName = std::move(overrides_.gnuName);
    fresh.gnuLinkName = std::move(overrides_.gnuLinkName);
    overrides_ = std::move(fresh);
  }
  std::string_view rest = extension_;
  while (!rest.empty()) {
    const size_t blank = rest.find(' ');
    uint64_t length = 0;
    if (blank == std::string_view::npos || blank > 10 || !ParsePaxNumber(rest.substr(0, blank), &length)) {
      return Invalid("a pax record is not valid");
    }
    if (length <= blank + 1 || length > rest.size() || rest[length - 1] != '\n') return Invalid("a pax record is not valid");
    const std::string_view record = rest.substr(blank + 1, length - blank - 2);
    rest.remove_prefix(length);
    const size_t equals = record.find('=');
    if (equals == std::string_view::npos || equals == 0) return Invalid("a pax record is not valid");
    const std::string key(record.substr(0, equals));
    if (isGlobal) continue;
    if (LayerOutcome failure = TakePaxRecord(key, std::string(record.substr(equals + 1)))) return failure;
  }
  return {};
}

LayerOutcome TarReader::TakePaxRecord(const std::string& key, std::string value) {
  Overrides& says = overrides_;
  if (key.starts_with(kXattrPrefix)) {
    std::string name = key.substr(sizeof kXattrPrefix - 1);
    if (name.empty() || name.find('\0') != std::string::npos) return Invalid("the name of an xattr is not valid");
    says.xattrs.push_back({std::move(name), std::move(value)});
    return {};
  }
  if (key.starts_with(kSparsePrefix)) return Invalid("sparse files are not supported");
  if (value.empty()) return {};  // means: as if the record were not there
  if (key == "path" || key == "linkpath") {
    if (value.find('\0') != std::string::npos) return Invalid("a name holds a NUL");
    (key == "path" ? says.name : says.linkName) = std::move(value);
    return {};
  }
  bool isValid = true;
  if (key == "size") {
    isValid = says.hasSize = ParsePaxNumber(value, &says.size);
  } else if (key == "uid") {
    isValid = says.hasUid = ParsePaxNumber(value, &says.uid);
  } else if (key == "gid") {
    isValid = says.hasGid = ParsePaxNumber(value, &says.gid);
  } else if (key == "mtime") {
    isValid = says.hasMtime = ParsePaxTime(value, &says.mtime);
  }
  return isValid ? LayerOutcome{} : Invalid("a pax record is not valid");
}

}  // namespace troupe
