// Processes by identity: a pidfd, and the start time that tells two processes of one number apart.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <uv.h>

#include "addon.h"
#include "arguments.h"
#include "poll.h"
#include "ready.h"
#include "unique-fd.h"

namespace troupe {
namespace {

// Field 22 of /proc/PID/stat, where the process is alive: a zombie is not, unless it is a main thread that ended before
// its siblings. Source: proc_pid_stat(5); the command in field 2 may hold anything, also `) Z`.
std::optional<std::string> StartTicksOf(pid_t pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/stat";
  UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.isOpen()) return std::nullopt;
  char text[2048];
  const ssize_t length = read(file.get(), text, sizeof text - 1);
  if (length <= 0) return std::nullopt;
  text[length] = '\0';
  char* rest = strrchr(text, ')');
  if (rest == nullptr) return std::nullopt;

  constexpr int kState = 3, kThreads = 20, kStartTicks = 22;
  char state = '?';
  long threads = 0;
  char* next = nullptr;
  int field = kState;
  for (char* word = strtok_r(rest + 1, " ", &next); word != nullptr; word = strtok_r(nullptr, " ", &next), ++field) {
    if (field == kState) state = *word;
    if (field == kThreads) threads = strtol(word, nullptr, 10);
    if (field != kStartTicks) continue;
    const bool isDead = state == 'X' || state == 'x' || (state == 'Z' && threads <= 1);
    return isDead ? std::nullopt : std::optional<std::string>(word);
  }
  return std::nullopt;
}

// Readable from the moment at which it is a zombie.
bool HasExited(const UniqueFd& pidfd) { return IsReady(pidfd.get(), POLLIN); }

struct OpenedProcess {
  pid_t pid;
  std::string startTicks;
  UniqueFd pidfd;
};

// The pidfd first, the start time next, then whether it lives still: so the time is that of the pidfd's process.
Result<std::optional<OpenedProcess>> OpenProcess(pid_t pid, const std::optional<std::string>& startTicks) {
  UniqueFd pidfd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!pidfd.isOpen()) {
    // EINVAL, since Linux 6.9 ENOENT: the number is a thread's, so the process that had it is gone.
    const bool isGone = errno == ESRCH || errno == EINVAL || errno == ENOENT;
    if (isGone) return std::optional<OpenedProcess>();
    return SyscallError{errno, "pidfd_open", ""};
  }
  const std::optional<std::string> found = StartTicksOf(pid);
  if (!found || (startTicks && *startTicks != *found) || HasExited(pidfd)) return std::optional<OpenedProcess>();
  return std::optional(OpenedProcess{pid, *found, std::move(pidfd)});
}

class Process final : public Napi::ObjectWrap<Process> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Process",
                       {StaticMethod<&Process::Open>("open"), InstanceMethod<&Process::Signal>("signal"),
                        InstanceMethod<&Process::Watch>("watch"), InstanceMethod<&Process::CloseAll>("close"),
                        InstanceAccessor<&Process::StartTicks>("startTicks")});
  }

  // Only Open() calls this, with the process to take over.
  explicit Process(const Napi::CallbackInfo& info) : ObjectWrap(info) {
    if (info.Length() == 1 && info[0].IsExternal()) {
      process_ = std::move(*info[0].As<Napi::External<OpenedProcess>>().Data());
    } else {
      Napi::TypeError::New(info.Env(), "use Process.open").ThrowAsJavaScriptException();
    }
  }

 private:
  // open(pid, startTicks?) → Process | undefined
  static Napi::Value Open(const Napi::CallbackInfo& info) {
    Result<std::optional<OpenedProcess>> opened =
        OpenProcess(info[0].As<Napi::Number>().Int32Value(), OptionalTextOf(info[1]));
    if (opened.error() != nullptr) {
      Throw(info.Env(), *opened.error());
      return info.Env().Undefined();
    }
    if (!opened.value()) return info.Env().Undefined();
    const auto external = Napi::External<OpenedProcess>::New(info.Env(), &*opened.value());
    return info.This().As<Napi::Function>().New({external});
  }

  // signal(number) → boolean: false where it has exited, reaped or not.
  Napi::Value Signal(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    const int number = info[0].As<Napi::Number>().Int32Value();
    if (process_.pidfd.isOpen() && HasExited(process_.pidfd)) return Napi::Boolean::New(env, false);
    if (syscall(SYS_pidfd_send_signal, process_.pidfd.get(), number, nullptr, 0) == 0) {
      return Napi::Boolean::New(env, true);
    }
    if (errno == ESRCH) return Napi::Boolean::New(env, false);
    Throw(env, SyscallError{errno, "pidfd_send_signal", ""});
    return env.Undefined();
  }

  // watch(onExit): calls once, from the event loop, which it does not keep running. The object lives until then.
  void Watch(const Napi::CallbackInfo& info) {
    onExit_ = Napi::Persistent(info[0].As<Napi::Function>());
    Outcome started = poll_.Open(info.Env(), process_.pidfd.get(), [this](int, int) { TellExit(); });
    if (started.error() == nullptr) {
      poll_.Unref();
      started = poll_.Watch(UV_READABLE);
    }
    if (started.error() != nullptr) {
      poll_.Close();
      Throw(info.Env(), *started.error());
      return;
    }
    isHeld_ = true;
    Ref();
  }

  void TellExit() {
    const Napi::Env env = Env();
    Napi::HandleScope scope(env);
    const Napi::FunctionReference onExit = std::move(onExit_);
    poll_.Close();
    Release();
    CallBack(env, onExit, {});
  }

  void CloseAll(const Napi::CallbackInfo&) {
    poll_.Close();
    process_.pidfd.reset();
    onExit_.Reset();
    Release();
  }

  void Release() {
    if (std::exchange(isHeld_, false)) Unref();
  }

  Napi::Value StartTicks(const Napi::CallbackInfo& info) { return Napi::String::New(info.Env(), process_.startTicks); }

  OpenedProcess process_{};
  FdPoll poll_;  // after the pidfd, so that it is closed before it
  Napi::FunctionReference onExit_;
  bool isHeld_ = false;
};

// startTicksOf(pid) → string | undefined
Napi::Value StartTicksOfExport(const Napi::CallbackInfo& info) {
  const std::optional<std::string> ticks = StartTicksOf(info[0].As<Napi::Number>().Int32Value());
  if (!ticks) return info.Env().Undefined();
  return Napi::String::New(info.Env(), *ticks);
}

}  // namespace

void InitProcesses(Napi::Env env, Napi::Object exports) {
  exports.Set("Process", Process::Define(env));
  exports.Set("startTicksOf", Napi::Function::New(env, StartTicksOfExport, "startTicksOf"));
}

}  // namespace troupe
