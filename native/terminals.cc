// Pseudo-terminals of exec sessions: the socket over which an OCI runtime hands over the master, and the master itself.
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>
#include <uv.h>

#include <cstring>

#include "addon.h"
#include "arguments.h"
#include "poll.h"
#include "unique-fd.h"

namespace troupe {
namespace {

constexpr size_t kReadBytes = 64 * 1024;

// By way of the directory's descriptor: sun_path holds 107 bytes, a container's directory has more.
Result<UniqueFd> Listen(const std::string& dir, const std::string& name) {
  UniqueFd directory(open(dir.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory.isOpen()) return SyscallError{errno, "open", dir};
  UniqueFd listening(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!listening.isOpen()) return SyscallError{errno, "socket", dir};
  struct sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::string path = "/proc/self/fd/" + std::to_string(directory.get()) + "/" + name;
  if (path.size() >= sizeof address.sun_path) return SyscallError{ENAMETOOLONG, "bind", name};
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  if (fchmod(listening.get(), 0600) != 0) return SyscallError{errno, "fchmod", name};
  if (bind(listening.get(), reinterpret_cast<struct sockaddr*>(&address), sizeof address) != 0) {
    return SyscallError{errno, "bind", name};
  }
  if (listen(listening.get(), 1) != 0) return SyscallError{errno, "listen", name};
  return listening;
}

// The runtime sends one message: the terminal's name, and its master by SCM_RIGHTS. Not there yet: -1 without an error.
Result<UniqueFd> ReceiveDescriptor(int from) {
  char name[256];
  struct iovec part = {name, sizeof name};
  alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
  struct msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t length = 0;
  do {
    length = recvmsg(from, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  } while (length < 0 && errno == EINTR);
  if (length < 0 && errno == EAGAIN) return UniqueFd();
  if (length < 0) return SyscallError{errno, "recvmsg", ""};
  const struct cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS ||
      header->cmsg_len != CMSG_LEN(sizeof(int))) {
    return SyscallError{ENOMSG, "recvmsg", ""};
  }
  int fd = -1;
  memcpy(&fd, CMSG_DATA(header), sizeof fd);
  UniqueFd received(fd);
  if (fcntl(received.get(), F_SETFL, O_RDWR | O_NONBLOCK) != 0) return SyscallError{errno, "fcntl", ""};
  return received;
}

// Listens for one runtime. It calls onTerminal(fd) or onError(Error), once.
class ConsoleSocket final : public Napi::ObjectWrap<ConsoleSocket> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "ConsoleSocket", {InstanceMethod<&ConsoleSocket::CloseAll>("close")});
  }

  // new ConsoleSocket(dir, name, {onTerminal, onError})
  explicit ConsoleSocket(const Napi::CallbackInfo& info) : ObjectWrap(info) {
    Result<UniqueFd> listening = Listen(TextOf(info[0]), TextOf(info[1]));
    if (listening.error() != nullptr) {
      Throw(info.Env(), *listening.error());
      return;
    }
    const auto listeners = info[2].As<Napi::Object>();
    onTerminal_ = Napi::Persistent(listeners.Get("onTerminal").As<Napi::Function>());
    onError_ = Napi::Persistent(listeners.Get("onError").As<Napi::Function>());
    socket_ = std::move(listening.value());
    if (Outcome watched = Watch(); watched.error() != nullptr) {
      Throw(info.Env(), *watched.error());
      return;
    }
    isHeld_ = true;
    Ref();
  }

 private:
  Outcome Watch() {
    Outcome opened = poll_.Open(Env(), socket_.get(), [this](int, int) { OnReadable(); });
    if (opened.error() != nullptr) return opened;
    return poll_.Watch(UV_READABLE);
  }

  void OnReadable() {
    Napi::HandleScope scope(Env());
    Ref();  // a listener may close this
    if (!isConnected_) {
      Accept();
    } else {
      Receive();
    }
    Unref();
  }

  void Accept() {
    UniqueFd connected(accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!connected.isOpen()) {
      if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) Fail(SyscallError{errno, "accept4", ""});
      return;
    }
    isConnected_ = true;
    poll_.Close();
    socket_ = std::move(connected);
    if (Outcome watched = Watch(); watched.error() != nullptr) Fail(*watched.error());
  }

  void Receive() {
    Result<UniqueFd> received = ReceiveDescriptor(socket_.get());
    if (received.error() != nullptr) return Fail(*received.error());
    if (!received.value().isOpen()) return;
    Stop();
    CallBack(Env(), onTerminal_, {Napi::Number::New(Env(), received.value().release())});
  }

  void Fail(const SyscallError& error) {
    Stop();
    CallBack(Env(), onError_, {ErrorOf(Env(), error).Value()});
  }

  void Stop() {
    poll_.Close();
    socket_.reset();
  }

  void CloseAll(const Napi::CallbackInfo&) {
    Stop();
    onTerminal_.Reset();
    onError_.Reset();
    if (std::exchange(isHeld_, false)) Unref();
  }

  UniqueFd socket_;  // first the listening one, then the one connection
  FdPoll poll_;      // after the socket, so that it is closed before it
  Napi::FunctionReference onTerminal_, onError_;
  bool isConnected_ = false;
  bool isHeld_ = false;
};

// The master of a pseudo-terminal. It calls onData(Buffer), onEnd(), onError(Error) and onWritable().
class Terminal final : public Napi::ObjectWrap<Terminal> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Terminal",
                       {InstanceMethod<&Terminal::Read>("read"), InstanceMethod<&Terminal::Write>("write"),
                        InstanceMethod<&Terminal::Resize>("resize"), InstanceMethod<&Terminal::CloseAll>("close")});
  }

  // new Terminal(fd, {onData, onEnd, onError, onWritable}): the descriptor is this object's from here on.
  explicit Terminal(const Napi::CallbackInfo& info)
      : ObjectWrap(info), master_(info[0].As<Napi::Number>().Int32Value()), buffer_(kReadBytes) {
    const auto listeners = info[1].As<Napi::Object>();
    onData_ = Napi::Persistent(listeners.Get("onData").As<Napi::Function>());
    onEnd_ = Napi::Persistent(listeners.Get("onEnd").As<Napi::Function>());
    onError_ = Napi::Persistent(listeners.Get("onError").As<Napi::Function>());
    onWritable_ = Napi::Persistent(listeners.Get("onWritable").As<Napi::Function>());
    Outcome opened = poll_.Open(info.Env(), master_.get(), [this](int status, int events) { OnEvents(status, events); });
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

  // write(Buffer) → how many bytes went; fewer than given: onWritable is called when there is room again.
  Napi::Value Write(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    const auto data = info[0].As<Napi::Buffer<uint8_t>>();
    size_t done = 0;
    while (done < data.Length()) {
      const ssize_t written = write(master_.get(), data.Data() + done, data.Length() - done);
      if (written > 0) {
        done += static_cast<size_t>(written);
      } else if (written < 0 && errno == EINTR) {
        continue;
      } else if (written == 0 || errno == EAGAIN) {
        isAwaitingRoom_ = true;
        Rewatch();
        break;
      } else {
        Throw(env, SyscallError{errno, "write", ""});
        return env.Undefined();
      }
    }
    return Napi::Number::New(env, static_cast<double>(done));
  }

  // resize(columns, rows); the kernel tells the foreground processes by SIGWINCH.
  void Resize(const Napi::CallbackInfo& info) {
    struct winsize size = {};
    size.ws_col = static_cast<unsigned short>(info[0].As<Napi::Number>().Uint32Value());
    size.ws_row = static_cast<unsigned short>(info[1].As<Napi::Number>().Uint32Value());
    if (ioctl(master_.get(), TIOCSWINSZ, &size) != 0) Throw(info.Env(), SyscallError{errno, "ioctl", ""});
  }

  void CloseAll(const Napi::CallbackInfo&) {
    isReading_ = isAwaitingRoom_ = false;
    poll_.Close();
    master_.reset();
    for (Napi::FunctionReference* listener : {&onData_, &onEnd_, &onError_, &onWritable_}) listener->Reset();
    if (std::exchange(isHeld_, false)) Unref();
  }

  // Watching is stopped where there is nothing to wait for, as a terminal that was hung up would wake the loop for ever.
  void Rewatch() {
    if (!poll_.isOpen()) return;
    Outcome watched = poll_.Watch((isReading_ ? UV_READABLE : 0) | (isAwaitingRoom_ ? UV_WRITABLE : 0));
    if (watched.error() != nullptr) CallBack(Env(), onError_, {ErrorOf(Env(), *watched.error()).Value()});
  }

  void OnEvents(int status, int events) {
    Napi::HandleScope scope(Env());
    Ref();  // a listener may close this
    if (isAwaitingRoom_ && (status < 0 || (events & UV_WRITABLE) != 0)) {
      isAwaitingRoom_ = false;
      CallBack(Env(), onWritable_, {});
    }
    if (isReading_ && (status < 0 || (events & UV_READABLE) != 0)) ReadSome();
    Rewatch();
    Unref();
  }

  // EIO: the last process has closed its side, and all that was written has been read.
  void ReadSome() {
    ssize_t length = 0;
    do {
      length = read(master_.get(), buffer_.data(), buffer_.size());
    } while (length < 0 && errno == EINTR);
    if (length < 0 && errno == EAGAIN) return;
    if (length > 0) {
      CallBack(Env(), onData_, {Napi::Buffer<uint8_t>::Copy(Env(), buffer_.data(), static_cast<size_t>(length))});
      return;
    }
    const int number = errno;
    hasEnded_ = true;
    isReading_ = false;
    if (length == 0 || number == EIO) {
      CallBack(Env(), onEnd_, {});
    } else {
      CallBack(Env(), onError_, {ErrorOf(Env(), SyscallError{number, "read", ""}).Value()});
    }
  }

  UniqueFd master_;
  FdPoll poll_;  // after the descriptor, so that it is closed before it
  std::vector<uint8_t> buffer_;
  Napi::FunctionReference onData_, onEnd_, onError_, onWritable_;
  bool isReading_ = false;
  bool isAwaitingRoom_ = false;
  bool hasEnded_ = false;
  bool isHeld_ = false;
};

// makePipe() → [readFd, writeFd], both close-on-exec. A pipe and not Node's socket pair, which /dev/stdout cannot open.
Napi::Value MakePipe(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0) {
    Throw(env, SyscallError{errno, "pipe2", ""});
    return env.Undefined();
  }
  auto ends = Napi::Array::New(env, 2);
  ends.Set(0u, Napi::Number::New(env, fds[0]));
  ends.Set(1u, Napi::Number::New(env, fds[1]));
  return ends;
}

}  // namespace

void InitTerminals(Napi::Env env, Napi::Object exports) {
  exports.Set("ConsoleSocket", ConsoleSocket::Define(env));
  exports.Set("Terminal", Terminal::Define(env));
  exports.Set("makePipe", Napi::Function::New(env, MakePipe, "makePipe"));
}

}  // namespace troupe
