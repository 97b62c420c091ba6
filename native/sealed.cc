// Copies of programs in memory that nobody can change any more.
#include <errno.h>
#include <fcntl.h>
#include <linux/memfd.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include <utility>

#include "addon.h"
#include "arguments.h"
#include "async.h"
#include "errors.h"
#include "unique-fd.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U  // Linux 6.3
#endif

namespace troupe {
namespace {

constexpr size_t maxPiece = 16 << 20;

// Kernels before 6.3 do not know MFD_EXEC; later ones may make files that cannot be executed without it.
Result<UniqueFd> MakeMemfd(const std::string& name) {
  constexpr unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  int fd = memfd_create(name.c_str(), flags | MFD_EXEC);
  if (fd < 0 && errno == EINVAL) fd = memfd_create(name.c_str(), flags);
  if (fd < 0) return SyscallError{errno, "memfd_create", name};
  return UniqueFd(fd);
}

// From the file's beginning to its end, wherever its offset is.
Outcome CopyAll(int from, int to, const std::string& name) {
  off_t offset = 0;
  for (;;) {
    const ssize_t count = sendfile(to, from, &offset, maxPiece);
    if (count == 0) return {};
    if (count < 0 && errno != EINTR) return SyscallError{errno, "sendfile", name};
  }
}

// F_SEAL_EXEC is left out: runc 1.1 takes a program for sealed only if it has these four and no other.
Result<UniqueFd> SealedCopy(int from, const std::string& name) {
  constexpr int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  Result<UniqueFd> made = MakeMemfd(name);
  if (made.error() != nullptr) return made;
  const int copy = made.value().get();
  const Outcome copied = CopyAll(from, copy, name);
  if (copied.error() != nullptr) return *copied.error();
  if (fchmod(copy, 0555) != 0) return SyscallError{errno, "fchmod", name};
  if (fcntl(copy, F_ADD_SEALS, seals) != 0) return SyscallError{errno, "fcntl", name};
  return made;
}

// sealedCopy(fd, name) → promise of the descriptor of a copy that cannot be changed. The source must stay open meanwhile.
Napi::Value SealedCopyOf(const Napi::CallbackInfo& info) {
  const int from = info[0].As<Napi::Number>().Int32Value();
  const std::string name = TextOf(info[1]);
  return RunAsync<UniqueFd>(
      info.Env(), [from, name] { return SealedCopy(from, name); },
      [](Napi::Env env, UniqueFd& copy) -> Napi::Value { return Napi::Number::New(env, copy.release()); });
}

}  // namespace

void InitSealed(Napi::Env env, Napi::Object exports) {
  exports.Set("sealedCopy", Napi::Function::New(env, SealedCopyOf, "sealedCopy"));
}

}  // namespace troupe
