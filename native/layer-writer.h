// Entries of a layer's archive as files below one directory, in the form that overlayfs takes as a lower layer.
//
// Source: OCI image-spec, layer.md; kernel, Documentation/filesystems/overlayfs.rst. Where they leave a choice it is
// containerd's (archive.Apply with OverlayConvertWhiteout): `.wh.NAME` is a character device 0/0, `.wh..wh..opq` the
// xattr trusted.overlay.opaque, other names in `.wh..wh.` are dropped, as are trusted.* xattrs of the image; devices are
// made as stored; the entry of the root itself changes nothing. Its own choices: a deleted name that the same layer
// makes a directory again is opaque, and a hard link's entry leaves owner, mode and times of the file as they are.
#pragma once

#include <string>
#include <string_view>

#include "layer-dirs.h"
#include "layer-failure.h"
#include "layer-tar.h"
#include "unique-fd.h"

namespace troupe {

// Used by one thread, whose umask is its own and 0 (see `hasUmask` else).
class LayerWriter final : public TarSink {
 public:
  explicit LayerWriter(uint64_t maxEntries) : maxEntries_(maxEntries) {}
  // `hasUmask`: modes given at creation may be narrowed, so that every one is set again.
  [[nodiscard]] LayerOutcome Open(const std::string& targetDir, bool hasUmask);

  [[nodiscard]] LayerOutcome Begin(const TarEntry& entry) override;
  [[nodiscard]] LayerOutcome Write(const uint8_t* data, size_t size) override;
  [[nodiscard]] LayerOutcome Complete(const TarEntry& entry) override;
  // After the last entry.
  [[nodiscard]] LayerOutcome Finish() { return dirs_.Finish(); }

  uint64_t entries() const { return entries_; }
  bool isRootOpaque() const { return isRootOpaque_; }
  const LayerDirs& dirs() const { return dirs_; }

 private:
  [[nodiscard]] LayerOutcome Place(const TarEntry& entry);
  [[nodiscard]] LayerOutcome PlaceWhiteout(std::string_view name);
  [[nodiscard]] LayerOutcome PlaceFile(const TarEntry& entry);
  [[nodiscard]] LayerOutcome PlaceDirectory(const TarEntry& entry);
  [[nodiscard]] LayerOutcome PlaceHardLink(const TarEntry& entry);
  [[nodiscard]] LayerOutcome PlaceSymlink(const TarEntry& entry);
  [[nodiscard]] LayerOutcome PlaceNode(const TarEntry& entry);
  template <typename MakeIt>
  [[nodiscard]] LayerOutcome MakeOver(const char* syscall, MakeIt makeIt);
  [[nodiscard]] LayerOutcome DescribeFd(const TarEntry& entry, int fd, bool isOwnerUnsure, bool isModeUnsure);
  [[nodiscard]] LayerOutcome DescribeName(const TarEntry& entry);
  [[nodiscard]] LayerOutcome SetXattrs(const TarEntry& entry, int fd);
  bool MustChown(const TarEntry& entry) const;

  LayerDirs dirs_;
  uint64_t maxEntries_;
  uint64_t entries_ = 0;
  bool isRootOpaque_ = false;
  bool mustChmod_ = false;    // a umask, or a default ACL of this layer, may narrow what creation asks for
  uid_t ownUid_ = 0;
  gid_t ownGid_ = 0;
  std::string path_, linkPath_;
  LayerDirPtr parent_;        // of the entry at hand
  std::string base_;
  UniqueFd file_;             // the regular file that is being written
};

}  // namespace troupe
