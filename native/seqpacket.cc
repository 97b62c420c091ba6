// Unix sockets of type SOCK_SEQPACKET, which Node's net does not know.
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

#include "addon.h"
#include "arguments.h"
#include "async.h"
#include "poll.h"
#include "ready.h"
#include "unique-fd.h"

namespace troupe {
namespace {

constexpr size_t kMaxPacketBytes = 64 * 1024;
constexpr int kConnectSeconds = 10;

// By way of the descriptor's name: sun_path holds 107 bytes, a container's directory has more.
// Blocking, for at most kConnectSeconds: a listener whose backlog is full makes non-blocking callers ask again.
Result<UniqueFd> Connect(const std::string& path) {
  UniqueFd file(open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!file.isOpen()) return SyscallError{errno, "open", path};
  UniqueFd connected(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (!connected.isOpen()) return SyscallError{errno, "socket", path};
  const struct timeval limit = {kConnectSeconds, 0};
  if (setsockopt(connected.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0) {
    return SyscallError{errno, "setsockopt", path};
  }
  struct sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::string name = "/proc/self/fd/" + std::to_string(file.get());
  name.copy(address.sun_path, sizeof address.sun_path - 1);
  int status = 0;
  do {
    status = connect(connected.get(), reinterpret_cast<struct sockaddr*>(&address), sizeof address);
  } while (status != 0 && errno == EINTR);
  if (status != 0) return SyscallError{errno == EAGAIN ? ETIMEDOUT : errno, "connect", path};
  if (fcntl(connected.get(), F_SETFL, O_NONBLOCK) != 0) return SyscallError{errno, "fcntl", path};
  return connected;
}

// One connected socket. It calls onPacket(Buffer), onEnd(), onError(Error) and onWritable(); src/native/ keeps the queue.
class Seqpacket final : public Napi::ObjectWrap<Seqpacket> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Seqpacket",
                       {InstanceMethod<&Seqpacket::Read>("read"), InstanceMethod<&Seqpacket::Send>("send"),
                        InstanceMethod<&Seqpacket::Shutdown>("shutdown"), InstanceMethod<&Seqpacket::CloseAll>("close")});
  }

  // new Seqpacket(fd, {onPacket, onEnd, onError, onWritable}): the descriptor is this object's from here on.
  explicit Seqpacket(const Napi::CallbackInfo& info)
      : ObjectWrap(info), socket_(info[0].As<Napi::Number>().Int32Value()), buffer_(kMaxPacketBytes) {
    const auto listeners = info[1].As<Napi::Object>();
    onPacket_ = Napi::Persistent(listeners.Get("onPacket").As<Napi::Function>());
    onEnd_ = Napi::Persistent(listeners.Get("onEnd").As<Napi::Function>());
    onError_ = Napi::Persistent(listeners.Get("onError").As<Napi::Function>());
    onWritable_ = Napi::Persistent(listeners.Get("onWritable").As<Napi::Function>());
    Outcome opened = poll_.Open(info.Env(), socket_.get(), [this](int status, int events) { OnEvents(status, events); });
    if (opened.error() != nullptr) {
      Throw(info.Env(), *opened.error());
      return;
    }
    isHeld_ = true;
    Ref();
  }

 private:
  // read(isOn)
  void Read(const Napi::CallbackInfo& info) {
    isReading_ = info[0].As<Napi::Boolean>().Value() && !hasEnded_;
    Rewatch();
  }

  // send(Buffer) → boolean: false where there is no room now; onWritable is called when there is.
  Napi::Value Send(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    const auto data = info[0].As<Napi::Buffer<uint8_t>>();
    ssize_t sent = 0;
    do {
      sent = send(socket_.get(), data.Data(), data.Length(), MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    if (sent >= 0) return Napi::Boolean::New(env, true);
    if (errno != EAGAIN) {
      Throw(env, SyscallError{errno, "send", ""});
      return env.Undefined();
    }
    isAwaitingRoom_ = true;
    Rewatch();
    return Napi::Boolean::New(env, false);
  }

  // shutdown(): no more packets from us. A peer that is gone already has nothing against it.
  void Shutdown(const Napi::CallbackInfo& info) {
    if (shutdown(socket_.get(), SHUT_WR) == 0 || errno == ENOTCONN) return;
    Throw(info.Env(), SyscallError{errno, "shutdown", ""});
  }

  void CloseAll(const Napi::CallbackInfo&) {
    isReading_ = isAwaitingRoom_ = false;
    poll_.Close();
    socket_.reset();
    for (Napi::FunctionReference* listener : {&onPacket_, &onEnd_, &onError_, &onWritable_}) listener->Reset();
    if (std::exchange(isHeld_, false)) Unref();
  }

  // Watching is stopped where there is nothing to wait for, as an ended socket would wake the loop for ever.
  void Rewatch() {
    if (!poll_.isOpen()) return;
    Outcome watched = poll_.Watch((isReading_ ? UV_READABLE : 0) | (isAwaitingRoom_ ? UV_WRITABLE : 0));
    if (watched.error() != nullptr) Tell(onError_, {ErrorOf(Env(), *watched.error()).Value()});
  }

  // A status below 0 is POLLERR: the pending error is fetched, and so cleared, by what is called next.
  void OnEvents(int status, int events) {
    const Napi::Env env = Env();
    Napi::HandleScope scope(env);
    Ref();  // a listener may close this
    if (isAwaitingRoom_ && (status < 0 || (events & UV_WRITABLE) != 0)) {
      isAwaitingRoom_ = false;
      Tell(onWritable_, {});
    }
    if (isReading_ && (status < 0 || (events & UV_READABLE) != 0)) ReceiveSome();
    Rewatch();
    Unref();
  }

  void ReceiveSome() {
    constexpr int kMostAtOnce = 32;  // other handles want their turn
    for (int count = 0; count < kMostAtOnce && isReading_; ++count) {
      struct iovec part = {buffer_.data(), buffer_.size()};
      struct msghdr message = {};
      message.msg_iov = &part;
      message.msg_iovlen = 1;
      const ssize_t length = recvmsg(socket_.get(), &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
      if (length < 0 && errno == EAGAIN) return;
      // ECONNRESET: the peer closed without reading all that it got. What it had sent is still to come, then the end.
      if (length < 0 && (errno == EINTR || errno == ECONNRESET)) continue;
      if (length < 0) return Fail(SyscallError{errno, "recvmsg", ""});
      if ((message.msg_flags & MSG_TRUNC) != 0) return Fail(SyscallError{EMSGSIZE, "recvmsg", ""});
      if (length == 0 && IsAtEnd()) return End();
      Napi::HandleScope scope(Env());
      Tell(onPacket_, {Napi::Buffer<uint8_t>::Copy(Env(), buffer_.data(), static_cast<size_t>(length))});
    }
  }

  // Nothing received is the end, or a packet with nothing in it.
  bool IsAtEnd() const {
    if (!IsReady(socket_.get(), POLLRDHUP)) return false;
    int waiting = 0;
    return ioctl(socket_.get(), FIONREAD, &waiting) != 0 || waiting == 0;
  }

  void End() {
    hasEnded_ = true;
    isReading_ = false;
    Tell(onEnd_, {});
  }

  void Fail(const SyscallError& error) {
    hasEnded_ = true;
    isReading_ = false;
    Tell(onError_, {ErrorOf(Env(), error).Value()});
  }

  void Tell(const Napi::FunctionReference& listener, const std::initializer_list<napi_value>& arguments) {
    CallBack(Env(), listener, arguments);
  }

  UniqueFd socket_;
  FdPoll poll_;  // after the socket, so that it is closed before it
  std::vector<uint8_t> buffer_;
  Napi::FunctionReference onPacket_, onEnd_, onError_, onWritable_;
  bool isReading_ = false;
  bool isAwaitingRoom_ = false;
  bool hasEnded_ = false;
  bool isHeld_ = false;
};

// connectSeqpacket(path) → Promise<fd>, for `new Seqpacket`
Napi::Value ConnectExport(const Napi::CallbackInfo& info) {
  return RunAsync<UniqueFd>(
      info.Env(), [path = TextOf(info[0])] { return Connect(path); },
      [](Napi::Env env, UniqueFd& fd) -> Napi::Value { return Napi::Number::New(env, fd.release()); });
}

}  // namespace

void InitSeqpacket(Napi::Env env, Napi::Object exports) {
  exports.Set("Seqpacket", Seqpacket::Define(env));
  exports.Set("connectSeqpacket", Napi::Function::New(env, ConnectExport, "connectSeqpacket"));
}

}  // namespace troupe
