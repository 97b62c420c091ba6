/*
 * The built-in infra program: pid 1 of a pod. It reaps whoever is orphaned to it, and ends with 0 when it is told to.
 *
 * Every signal that it needs is blocked and waited for, so there is no handler, and none can be missed. Pid 1 of a pid
 * namespace gets no signal that it has neither blocked nor handled, which leaves SIGKILL from outside.
 */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

static void reap_children(void) {
  pid_t pid;
  do {
    pid = waitpid(-1, NULL, WNOHANG);
  } while (pid > 0 || (pid < 0 && errno == EINTR));
}

int main(void) {
  sigset_t awaited;
  sigemptyset(&awaited);
  sigaddset(&awaited, SIGCHLD);
  sigaddset(&awaited, SIGINT);
  sigaddset(&awaited, SIGTERM);
  if (sigprocmask(SIG_BLOCK, &awaited, NULL) != 0) return 1;

  for (;;) {
    reap_children(); /* first, too: who was orphaned before the signals were blocked has sent none */
    switch (sigwaitinfo(&awaited, NULL)) {
      case SIGINT:
      case SIGTERM:
        return 0;
      default:
        break;
    }
  }
}
