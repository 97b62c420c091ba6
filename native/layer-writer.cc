#include "layer-writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>

#include "layer-paths.h"

namespace troupe {

namespace {

constexpr std::string_view kWhiteout = ".wh.";
constexpr std::string_view kMeta = ".wh..wh.";
constexpr std::string_view kOpaque = ".wh..wh..opq";

// Whether a part of the path is AUFS's own bookkeeping.
bool HasMetaPart(std::string_view path) { return path.starts_with(kMeta) || path.find("/.wh..wh.") != path.npos; }

}  // namespace

LayerOutcome LayerWriter::Open(const std::string& targetDir, bool hasUmask) {
  mustChmod_ = hasUmask;
  ownUid_ = geteuid();
  ownGid_ = getegid();
  return dirs_.Open(targetDir);
}

LayerOutcome LayerWriter::Begin(const TarEntry& entry) {
  ++entries_;
  LayerOutcome failure = Place(entry);
  if (!failure && entries_ + dirs_.madeCount() > maxEntries_) failure = LayerInvalid("more entries than allowed");
  if (failure) {
    failure->entry = entry.name;
    failure->offset = entry.offset;
  }
  return failure;
}

LayerOutcome LayerWriter::Place(const TarEntry& entry) {
  if (!CleanLayerPath(entry.name, &path_)) return LayerInvalid("a path is too long");
  if (path_.empty()) {
    if (entry.type == TarType::kDirectory) return {};
    return LayerInvalid("the entry would replace the root");
  }
  const auto [parent, base] = SplitLayerPath(path_);
  const bool isOpaque = base == kOpaque;
  if (HasMetaPart(isOpaque ? parent : std::string_view(path_))) return {};
  base_ = base;
  if (LayerOutcome failure = dirs_.Resolve(parent, true, &parent_)) return failure;
  if (isOpaque) {
    isRootOpaque_ = isRootOpaque_ || parent_ == dirs_.root();
    return MarkOpaque(*parent_);
  }
  if (base.starts_with(kWhiteout)) return PlaceWhiteout(base.substr(kWhiteout.size()));
  if (parent_->path.size() + 1 + base_.size() > kMaxLayerPathBytes) return LayerInvalid("a path is too long");
  switch (entry.type) {
    case TarType::kFile: return PlaceFile(entry);
    case TarType::kDirectory: return PlaceDirectory(entry);
    case TarType::kHardLink: return PlaceHardLink(entry);
    case TarType::kSymlink: return PlaceSymlink(entry);
    default: return PlaceNode(entry);
  }
}

// Whiteouts are about lower layers only: what this layer itself has of that name stays, over an opaque mark.
LayerOutcome LayerWriter::PlaceWhiteout(std::string_view name) {
  if (name.empty() || name == "." || name == "..") return LayerInvalid("the whiteout names nothing");
  base_ = name;
  if (mknodat(parent_->fd.get(), base_.c_str(), S_IFCHR, makedev(0, 0)) == 0) {
    parent_->isDirty = true;
    return {};
  }
  if (errno != EEXIST) return LayerSyscall("mknodat", errno);
  struct stat status;
  if (fstatat(parent_->fd.get(), base_.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return LayerSyscall("fstatat", errno);
  if (!S_ISDIR(status.st_mode)) return {};
  LayerDirPtr dir;
  if (LayerOutcome failure = dirs_.Enter(*parent_, base_, &dir)) return failure;
  return MarkOpaque(*dir);
}

// Makes the entry; where something has its name already, in its place.
template <typename MakeIt>
LayerOutcome LayerWriter::MakeOver(const char* syscall, MakeIt makeIt) {
  parent_->isDirty = true;
  if (makeIt() == 0) return {};
  if (errno != EEXIST) return LayerSyscall(syscall, errno);
  bool wasWhiteout = false;
  if (LayerOutcome failure = dirs_.Remove(*parent_, base_, &wasWhiteout)) return failure;
  if (makeIt() == 0) return {};
  return LayerSyscall(syscall, errno);
}

LayerOutcome LayerWriter::PlaceFile(const TarEntry& entry) {
  return MakeOver("openat", [&] {
    constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    file_.reset(openat(parent_->fd.get(), base_.c_str(), flags, entry.mode & 0777));
    return file_.isOpen() ? 0 : -1;
  });
}

LayerOutcome LayerWriter::Write(const uint8_t* data, size_t size) {
  if (!file_.isOpen()) return {};  // the body of a whiteout or of AUFS's own files
  while (size > 0) {
    const ssize_t written = write(file_.get(), data, size);
    if (written < 0) {
      if (errno == EINTR) continue;
      return LayerSyscall("write", errno, 0, path_);
    }
    data += written;
    size -= static_cast<size_t>(written);
  }
  return {};
}

LayerOutcome LayerWriter::Complete(const TarEntry& entry) {
  if (!file_.isOpen()) return {};
  LayerOutcome failure = DescribeFd(entry, file_.get(), MustChown(entry), mustChmod_);
  file_.reset();
  if (failure) {
    failure->entry = entry.name;
    failure->offset = entry.offset;
  }
  return failure;
}

LayerOutcome LayerWriter::PlaceDirectory(const TarEntry& entry) {
  bool isKept = false, isDeletedBelow = false;
  parent_->isDirty = true;
  const auto makeIt = [&] { return mkdirat(parent_->fd.get(), base_.c_str(), entry.mode & 01777); };
  if (makeIt() != 0) {
    if (errno != EEXIST) return LayerSyscall("mkdirat", errno);
    struct stat status;
    if (fstatat(parent_->fd.get(), base_.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return LayerSyscall("fstatat", errno);
    isKept = S_ISDIR(status.st_mode);
    if (!isKept) {
      if (LayerOutcome failure = dirs_.Remove(*parent_, base_, &isDeletedBelow)) return failure;
      if (makeIt() != 0) return LayerSyscall("mkdirat", errno);
    }
  }
  LayerDirPtr dir;
  if (LayerOutcome failure = dirs_.Enter(*parent_, base_, &dir)) return failure;
  if (isDeletedBelow) {
    if (LayerOutcome failure = MarkOpaque(*dir)) return failure;
  }
  dirs_.Describe(dir->path);
  const bool isInherited = isKept || parent_->isSetgid;
  if (LayerOutcome failure = DescribeFd(entry, dir->fd.get(), isKept || MustChown(entry), isInherited || mustChmod_)) {
    return failure;
  }
  dir->mtime = entry.mtime;
  dir->keepsMtime = true;
  dir->isSetgid = (entry.mode & S_ISGID) != 0;
  return {};
}

// A further name of a file of this very layer; of a symbolic link itself, never of what it points to.
LayerOutcome LayerWriter::PlaceHardLink(const TarEntry& entry) {
  if (!CleanLayerPath(entry.linkName, &linkPath_)) return LayerInvalid("a path is too long");
  const auto [linkParent, linkBase] = SplitLayerPath(linkPath_);
  LayerDirPtr from;
  if (LayerOutcome failure = dirs_.Resolve(linkParent, false, &from)) return failure;
  constexpr char kAbsent[] = "hard link to nothing in the layer";
  if (!from || linkBase.empty()) return LayerInvalid(kAbsent);
  const std::string name(linkBase);
  struct stat target, present;
  if (fstatat(from->fd.get(), name.c_str(), &target, AT_SYMLINK_NOFOLLOW) != 0) {
    return errno == ENOENT ? LayerInvalid(kAbsent) : LayerSyscall("fstatat", errno);
  }
  if (S_ISDIR(target.st_mode)) return LayerInvalid("hard link to a directory");
  if (fstatat(parent_->fd.get(), base_.c_str(), &present, AT_SYMLINK_NOFOLLOW) == 0 &&
      present.st_ino == target.st_ino && present.st_dev == target.st_dev) {
    return {};
  }
  LayerOutcome failure = MakeOver("linkat", [&] {
    return linkat(from->fd.get(), name.c_str(), parent_->fd.get(), base_.c_str(), 0);
  });
  // The link took the place of a directory that its target was in.
  if (failure && failure->number == ENOENT) return LayerInvalid(kAbsent);
  return failure;
}

LayerOutcome LayerWriter::PlaceSymlink(const TarEntry& entry) {
  if (entry.linkName.empty()) return LayerInvalid("symbolic link to nothing");
  if (LayerOutcome failure = MakeOver("symlinkat", [&] {
        return symlinkat(entry.linkName.c_str(), parent_->fd.get(), base_.c_str());
      })) {
    return failure;
  }
  return DescribeName(entry);
}

LayerOutcome LayerWriter::PlaceNode(const TarEntry& entry) {
  const mode_t type = entry.type == TarType::kFifo ? S_IFIFO : entry.type == TarType::kCharDevice ? S_IFCHR : S_IFBLK;
  const dev_t device = entry.type == TarType::kFifo ? 0 : makedev(entry.deviceMajor, entry.deviceMinor);
  if (LayerOutcome failure = MakeOver("mknodat", [&] {
        return mknodat(parent_->fd.get(), base_.c_str(), type | (entry.mode & 0777), device);
      })) {
    return failure;
  }
  return DescribeName(entry);
}

}  // namespace troupe
