/* Programs of the images that critest wants, one binary by the name that it is called by. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
  const char *slash = strrchr(argv[0], '/');
  const char *name = slash ? slash + 1 : argv[0];

  if (strcmp(name, "nnp") == 0) { /* set-user-id root in its image: what does the kernel let it be? */
    printf("Effective uid: %d\n", (int)geteuid());
    return 0;
  }
  if (strcmp(name, "ping") == 0) { /* only with a raw socket, so only with CAP_NET_RAW; busybox has another way */
    if (socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) < 0) {
      printf("PING %s\n", argc > 1 ? argv[argc - 1] : "");
      fflush(stdout);
      fputs("ping: permission denied (are you root?)\n", stderr);
      return 1;
    }
    execv("/bin/busybox", argv);
  }
  return 127;
}
