// One datagram to a unix socket, also in the abstract namespace: neither is in Node's net or dgram. Source: unix(7).
#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cstddef>
#include <cstring>

#include "addon.h"
#include "arguments.h"
#include "async.h"
#include "unique-fd.h"

namespace troupe {
namespace {

constexpr int kSendSeconds = 5;

// A first byte `@` stands for the NUL that an abstract name begins with.
Outcome Send(const std::string& name, const std::string& data) {
  struct sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const bool isAbstract = name.front() == '@';
  const size_t room = sizeof address.sun_path - (isAbstract ? 0 : 1);
  if (name.size() > room) return SyscallError{ENAMETOOLONG, "sendto", name};
  name.copy(address.sun_path, room);
  if (isAbstract) address.sun_path[0] = '\0';
  const socklen_t length = offsetof(struct sockaddr_un, sun_path) + name.size() + (isAbstract ? 0 : 1);

  UniqueFd sender(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!sender.isOpen()) return SyscallError{errno, "socket", name};
  // Who does not read holds us up for this long at most.
  const struct timeval limit = {kSendSeconds, 0};
  if (setsockopt(sender.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0) {
    return SyscallError{errno, "setsockopt", name};
  }
  ssize_t sent = 0;
  do {
    sent = sendto(sender.get(), data.data(), data.size(), MSG_NOSIGNAL, reinterpret_cast<struct sockaddr*>(&address),
                  length);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) return SyscallError{errno == EAGAIN ? ETIMEDOUT : errno, "sendto", name};
  return {};
}

// sendDatagram(name, text) → Promise<undefined>
Napi::Value SendExport(const Napi::CallbackInfo& info) {
  return RunAsync(info.Env(), [name = TextOf(info[0]), data = TextOf(info[1])] { return Send(name, data); });
}

}  // namespace

void InitDatagrams(Napi::Env env, Napi::Object exports) {
  exports.Set("sendDatagram", Napi::Function::New(env, SendExport, "sendDatagram"));
}

}  // namespace troupe
