#include "namespace-holder.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace troupe {
namespace {

constexpr size_t kStackSize = 64 * 1024;

// The child: on a thread-local storage that is its parent's, so nothing here may touch it. Raw system calls do so only when
// they fail, and none of these does: all signals are blocked, and SIGKILL does not return.
int Hold(void* parent) {
  syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (syscall(SYS_getppid) != *static_cast<pid_t*>(parent)) syscall(SYS_exit_group, 0);  // it has ended before that line
  for (;;) syscall(SYS_ppoll, nullptr, 0, nullptr, nullptr, 0);
}

// No handler of ours may run in the child: it would be Node's, in memory that is Node's.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~AllSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

}  // namespace

Result<std::unique_ptr<NamespaceHolder>> NamespaceHolder::Start(int flags, const IdMaps& maps) {
  std::unique_ptr<NamespaceHolder> holder(new NamespaceHolder(std::make_unique<char[]>(kStackSize)));
  // At the lower end of its own stack, which is as alive as the child.
  auto* parent = reinterpret_cast<pid_t*>(holder->stack_.get());
  *parent = getpid();
  int pidFd = -1;
  {
    AllSignalsBlocked blocked;
    // No signal at its end: Node's handler of SIGCHLD has nothing to look for.
    holder->pid_ = clone(Hold, holder->stack_.get() + kStackSize,
                         CLONE_VM | CLONE_FILES | CLONE_PIDFD | CLONE_NEWUSER | flags, parent, &pidFd);
  }
  if (holder->pid_ < 0) return SyscallError{errno, "clone", ""};
  holder->pidFd_.reset(pidFd);
  for (const auto& [file, map] : {std::pair{"uid_map", &maps.uids}, std::pair{"gid_map", &maps.gids}}) {
    Outcome written = holder->WriteMap(file, *map);
    if (written.error() != nullptr) return *written.error();
  }
  return holder;
}

NamespaceHolder::~NamespaceHolder() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, __WALL) < 0 && errno == EINTR) {
  }
}

std::string NamespaceHolder::PathOf(const std::string& kind) const {
  return "/proc/" + std::to_string(pid_) + "/ns/" + kind;
}

Outcome NamespaceHolder::Join(int flags) const {
  if (flags == 0 || setns(pidFd_.get(), flags) == 0) return {};
  return SyscallError{errno, "setns", ""};
}

Result<UniqueFd> NamespaceHolder::OpenUserNamespace() const {
  const std::string path = PathOf("user");
  UniqueFd opened(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened.isOpen()) return SyscallError{errno, "open", path};
  return opened;
}

// The kernel takes a map whole, in one write.
Outcome NamespaceHolder::WriteMap(const char* file, const std::string& map) const {
  const std::string path = "/proc/" + std::to_string(pid_) + "/" + file;
  UniqueFd opened(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!opened.isOpen()) return SyscallError{errno, "open", path};
  if (write(opened.get(), map.data(), map.size()) == static_cast<ssize_t>(map.size())) return {};
  return SyscallError{errno, "write", file};
}

}  // namespace troupe
