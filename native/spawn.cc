// Programs started without a copy of this process: the child borrows its memory until it is another program.
//
// Not posix_spawn(3), for that of glibc leaves signal 32 ignored in the program and in all that it starts.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "addon.h"
#include "arguments.h"
#include "errors.h"

namespace troupe {
namespace {

// Made before the child is; it only reads it, and leaves here what went wrong.
struct Program {
  const char* path;
  char* const* argv;
  char* const* environment;
  const char* cwd;
  std::array<int, 3> stdio;  // above 2; -1: /dev/null
  volatile int error = 0;
  const char* volatile failed = nullptr;
};

[[noreturn]] void Fail(Program& program, const char* syscall) {
  program.error = errno;
  program.failed = syscall;
  _exit(127);
}

// In the child, which has our memory and all signals blocked: nothing but system calls. Signals get their defaults while they
// are blocked, so no handler of ours ever runs here. 32 and 33 are glibc's own: never ignored, and handlers end with execve.
[[noreturn]] void Become(Program& program) {
  setsid();
  struct sigaction byDefault = {};
  byDefault.sa_handler = SIG_DFL;
  for (int number = 1; number < _NSIG; ++number) sigaction(number, &byDefault, nullptr);
  if (chdir(program.cwd) != 0) Fail(program, "chdir");
  for (int as = 0; as < 3; ++as) {
    int fd = program.stdio[static_cast<size_t>(as)];
    if (fd < 0) fd = open("/dev/null", as == 0 ? O_RDONLY | O_CLOEXEC : O_WRONLY | O_CLOEXEC);
    if (fd < 0) Fail(program, "open");
    if (dup2(fd, as) < 0) Fail(program, "dup2");
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  execve(program.path, program.argv, program.environment);
  Fail(program, "execve");
}

// Returns when the child is another program, or has failed to become it; other threads go on meanwhile.
// Source: vfork(2): what the child shares, and what it may do.
[[gnu::noinline]] Result<pid_t> Start(Program& program) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = vfork();
  if (pid == 0) Become(program);
  const int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) return SyscallError{error, "vfork", program.path};
  if (program.failed == nullptr) return pid;
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return SyscallError{program.error, program.failed, program.path};
}

std::vector<char*> PointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// spawnProgram(path, argv, environment, cwd, [stdin, stdout, stderr]) → pid. -1 as a descriptor: /dev/null.
Napi::Value SpawnProgram(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string path = TextOf(info[0]);
  std::vector<std::string> argumentTexts = TextsOf(info[1]);
  std::vector<std::string> environmentTexts = TextsOf(info[2]);
  const std::string cwd = TextOf(info[3]);
  const std::vector<char*> argv = PointersTo(argumentTexts);
  const std::vector<char*> environment = PointersTo(environmentTexts);
  Program program{path.c_str(), argv.data(), environment.data(), cwd.c_str(), {}};
  const auto stdio = info[4].As<Napi::Array>();
  for (uint32_t as = 0; as < 3; ++as) program.stdio[as] = stdio.Get(as).As<Napi::Number>().Int32Value();
  Result<pid_t> started = Start(program);
  if (started.error() != nullptr) {
    Throw(env, *started.error());
    return env.Undefined();
  }
  return Napi::Number::New(env, started.value());
}

}  // namespace

void InitSpawn(Napi::Env env, Napi::Object exports) {
  exports.Set("spawnProgram", Napi::Function::New(env, SpawnProgram, "spawnProgram"));
}

}  // namespace troupe
