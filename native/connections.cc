// TCP connections to a pod's own localhost: a socket belongs for ever to the netns that its thread was in at its birth.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include <cstring>

#include "addon.h"
#include "arguments.h"
#include "async.h"
#include "poll.h"
#include "thread.h"
#include "unique-fd.h"

namespace troupe {
namespace {

struct Target {
  std::optional<std::string> netnsPath;
  int family;
  uint16_t port;
};

// Begins to connect and does not wait: a pod that drops packets must not hold a thread of the pool.
Result<UniqueFd> BeginConnect(const Target& target) {
  UniqueFd connecting(socket(target.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!connecting.isOpen()) return SyscallError{errno, "socket", ""};
  const int yes = 1;
  setsockopt(connecting.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  int status = 0;
  if (target.family == AF_INET) {
    struct sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(target.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    status = connect(connecting.get(), reinterpret_cast<struct sockaddr*>(&address), sizeof address);
  } else {
    struct sockaddr_in6 address = {};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(target.port);
    address.sin6_addr = in6addr_loopback;
    status = connect(connecting.get(), reinterpret_cast<struct sockaddr*>(&address), sizeof address);
  }
  if (status != 0 && errno != EINPROGRESS) return SyscallError{errno, "connect", ""};
  return connecting;
}

// setns changes its thread for good: that thread then ends.
Result<UniqueFd> BeginConnectInNetns(const Target& target) {
  UniqueFd netns(open(target.netnsPath->c_str(), O_RDONLY | O_CLOEXEC));
  if (!netns.isOpen()) return SyscallError{errno, "open", *target.netnsPath};
  UniqueFd connecting;
  Outcome outcome = RunOnOwnThread([&]() -> Outcome {
    if (setns(netns.get(), CLONE_NEWNET) != 0) return SyscallError{errno, "setns", *target.netnsPath};
    Result<UniqueFd> begun = BeginConnect(target);
    if (begun.error() != nullptr) return *begun.error();
    connecting = std::move(begun.value());
    return {};
  });
  if (outcome.error() != nullptr) return *outcome.error();
  return connecting;
}

// beginConnect(netnsPath?, family: 4 | 6, port) → Promise<fd>, for `new Connecting`
Napi::Value BeginConnectExport(const Napi::CallbackInfo& info) {
  const Target target = {OptionalTextOf(info[0]), info[1].As<Napi::Number>().Int32Value() == 6 ? AF_INET6 : AF_INET,
                         static_cast<uint16_t>(info[2].As<Napi::Number>().Uint32Value())};
  return RunAsync<UniqueFd>(
      info.Env(), [target] { return target.netnsPath ? BeginConnectInNetns(target) : BeginConnect(target); },
      [](Napi::Env env, UniqueFd& fd) -> Napi::Value { return Napi::Number::New(env, fd.release()); });
}

// Waits for the outcome of a connect in the event loop. It calls onConnected(fd) or onError(Error), once.
class Connecting final : public Napi::ObjectWrap<Connecting> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Connecting", {InstanceMethod<&Connecting::CloseAll>("close")});
  }

  // new Connecting(fd, {onConnected, onError}): the descriptor is this object's until onConnected gives it back.
  explicit Connecting(const Napi::CallbackInfo& info)
      : ObjectWrap(info), socket_(info[0].As<Napi::Number>().Int32Value()) {
    const auto listeners = info[1].As<Napi::Object>();
    onConnected_ = Napi::Persistent(listeners.Get("onConnected").As<Napi::Function>());
    onError_ = Napi::Persistent(listeners.Get("onError").As<Napi::Function>());
    Outcome watched = poll_.Open(info.Env(), socket_.get(), [this](int, int) { OnWritable(); });
    if (watched.error() == nullptr) watched = poll_.Watch(UV_WRITABLE);
    if (watched.error() != nullptr) {
      Throw(info.Env(), *watched.error());
      return;
    }
    isHeld_ = true;
    Ref();
  }

 private:
  void OnWritable() {
    const Napi::Env env = Env();
    Napi::HandleScope scope(env);
    int number = 0;
    socklen_t length = sizeof number;
    if (getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &number, &length) != 0) number = errno;
    Ref();  // a listener may close this
    poll_.Close();
    if (number == 0) {
      CallBack(env, onConnected_, {Napi::Number::New(env, socket_.release())});
    } else {
      socket_.reset();
      CallBack(env, onError_, {ErrorOf(env, SyscallError{number, "connect", ""}).Value()});
    }
    Unref();
  }

  void CloseAll(const Napi::CallbackInfo&) {
    poll_.Close();
    socket_.reset();
    onConnected_.Reset();
    onError_.Reset();
    if (std::exchange(isHeld_, false)) Unref();
  }

  UniqueFd socket_;
  FdPoll poll_;  // after the socket, so that it is closed before it
  Napi::FunctionReference onConnected_, onError_;
  bool isHeld_ = false;
};

}  // namespace

void InitConnections(Napi::Env env, Napi::Object exports) {
  exports.Set("beginConnect", Napi::Function::New(env, BeginConnectExport, "beginConnect"));
  exports.Set("Connecting", Connecting::Define(env));
}

}  // namespace troupe
