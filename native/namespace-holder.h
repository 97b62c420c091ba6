// A process that does nothing but be there, so that namespaces can be made ready from outside.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "errors.h"
#include "unique-fd.h"

namespace troupe {

// Which ids of a user namespace are which of ours, a line each as user_namespaces(7) has them: "0 65536 65536".
struct IdMaps {
  std::string uids;
  std::string gids;
};

// Lives in a new user namespace with these ids, and in the other new namespaces of `flags` (CLONE_NEW…), which then
// belong to that user namespace. It shares our memory, so nothing is copied; it ends with this object, and with the thread
// that made it, however that ends.
class NamespaceHolder {
 public:
  static Result<std::unique_ptr<NamespaceHolder>> Start(int flags, const IdMaps& maps);
  NamespaceHolder(const NamespaceHolder&) = delete;
  NamespaceHolder& operator=(const NamespaceHolder&) = delete;
  ~NamespaceHolder();

  // /proc/PID/ns/user and its like.
  std::string PathOf(const std::string& kind) const;
  // The calling thread joins its namespaces of these `flags`; never the user namespace, which threads cannot.
  Outcome Join(int flags) const;
  // Of the user namespace, for mount_setattr(2).
  Result<UniqueFd> OpenUserNamespace() const;

 private:
  explicit NamespaceHolder(std::unique_ptr<char[]> stack) : stack_(std::move(stack)) {}
  Outcome WriteMap(const char* file, const std::string& map) const;

  std::unique_ptr<char[]> stack_;
  pid_t pid_ = -1;
  UniqueFd pidFd_;
};

}  // namespace troupe
