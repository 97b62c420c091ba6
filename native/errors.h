// The one way a system call's failure travels: as a value, from the line after the call up to JavaScript.
#pragma once

#include <napi.h>

#include <string>
#include <utility>
#include <variant>

namespace troupe {

struct SyscallError {
  int number;           // errno, read on the line after the call
  const char* syscall;  // a literal
  std::string path;     // what the call was about; empty: nothing with a path
};

// Either a value or the call that failed. `Outcome` is one without a value.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result() : content_(T{}) {}
  Result(T value) : content_(std::move(value)) {}                // NOLINT: `return fd;` is what this is for
  Result(SyscallError error) : content_(std::move(error)) {}     // NOLINT: `return SyscallError{…};` too
  const SyscallError* error() const { return std::get_if<SyscallError>(&content_); }
  T& value() { return *std::get_if<T>(&content_); }              // only where error() is null

 private:
  std::variant<T, SyscallError> content_;
};
using Outcome = Result<std::monostate>;

// An Error in Node's own shape: `code` 'EEXIST', `errno` -17, `syscall`, `path` (absent where there is none).
Napi::Error ErrorOf(Napi::Env env, const SyscallError& error);

// For synchronous functions: makes the error pending; the caller returns at once.
void Throw(Napi::Env env, const SyscallError& error);

}  // namespace troupe
