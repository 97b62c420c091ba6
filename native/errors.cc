#include "errors.h"

#include <cstring>

namespace troupe {

// glibc 2.32 knows every name; an unknown number is told as `E116`.
static std::string NameOf(int number) {
  const char* name = strerrorname_np(number);
  return name != nullptr ? name : "E" + std::to_string(number);
}

Napi::Error ErrorOf(Napi::Env env, const SyscallError& error) {
  const std::string code = NameOf(error.number);
  std::string message = code + ": " + error.syscall;
  if (!error.path.empty()) message += " '" + error.path + "'";
  Napi::Error thrown = Napi::Error::New(env, message);
  Napi::Object fields = thrown.Value();
  fields.Set("code", code);
  fields.Set("errno", -error.number);
  fields.Set("syscall", error.syscall);
  if (!error.path.empty()) fields.Set("path", error.path);
  return thrown;
}

void Throw(Napi::Env env, const SyscallError& error) { ErrorOf(env, error).ThrowAsJavaScriptException(); }

}  // namespace troupe
