// Processes whose parent has ended, and that are ours from then on.
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "addon.h"
#include "arguments.h"
#include "errors.h"

namespace troupe {
namespace {

// adoptOrphans(): descendants that lose their parent become children of this process. Source: prctl(2), PR_SET_CHILD_SUBREAPER.
void AdoptOrphans(const Napi::CallbackInfo& info) {
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) Throw(info.Env(), SyscallError{errno, "prctl", ""});
}

// deadChild() → the pid of some child that has ended and has not been reaped; it stays so. undefined: there is none.
Napi::Value DeadChild(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  siginfo_t seen;
  memset(&seen, 0, sizeof seen);
  int result = 0;
  do {
    result = waitid(P_ALL, 0, &seen, WEXITED | WNOHANG | WNOWAIT);
  } while (result != 0 && errno == EINTR);
  if (result != 0 && errno != ECHILD) Throw(env, SyscallError{errno, "waitid", ""});
  if (result != 0 || seen.si_pid == 0) return env.Undefined();
  return Napi::Number::New(env, seen.si_pid);
}

// isChild(pid): whether it is a child of ours, alive or dead, that nobody has reaped.
Napi::Value IsChild(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  siginfo_t seen;
  int result = 0;
  do {
    result = waitid(P_PID, info[0].As<Napi::Number>().Uint32Value(), &seen, WEXITED | WNOHANG | WNOWAIT);
  } while (result != 0 && errno == EINTR);
  if (result != 0 && errno != ECHILD) Throw(env, SyscallError{errno, "waitid", ""});
  return Napi::Boolean::New(env, result == 0);
}

// reapChild(pid) → its exit code, 128 + signal for a signal. undefined: it lives, or is no child of ours.
Napi::Value ReapChild(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const pid_t pid = info[0].As<Napi::Number>().Int32Value();
  int status = 0;
  pid_t reaped = 0;
  do {
    reaped = waitpid(pid, &status, WNOHANG);
  } while (reaped < 0 && errno == EINTR);
  if (reaped < 0 && errno != ECHILD) Throw(env, SyscallError{errno, "waitpid", ""});
  if (reaped != pid) return env.Undefined();
  return Napi::Number::New(env, WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

}  // namespace

void InitOrphans(Napi::Env env, Napi::Object exports) {
  exports.Set("adoptOrphans", Napi::Function::New(env, AdoptOrphans, "adoptOrphans"));
  exports.Set("deadChild", Napi::Function::New(env, DeadChild, "deadChild"));
  exports.Set("isChild", Napi::Function::New(env, IsChild, "isChild"));
  exports.Set("reapChild", Napi::Function::New(env, ReapChild, "reapChild"));
}

}  // namespace troupe
