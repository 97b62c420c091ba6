"""Runs a program in a terminal. Lines on stdin: ["type", TEXT], ["size", ROWS, COLUMNS]. What it prints goes to stdout."""
import fcntl, json, os, pty, select, signal, struct, sys, termios

pid, master = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])


def resize(rows, columns):
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.kill(pid, signal.SIGWINCH)


pending = b""
sources = [master, 0]
while True:
    ready, _, _ = select.select(sources, [], [])
    if master in ready:
        try:
            data = os.read(master, 65536)
        except OSError:
            data = b""
        if not data:
            break
        os.write(1, data)
    if 0 in ready:
        chunk = os.read(0, 65536)
        if not chunk:
            sources = [master]
        pending += chunk
        *lines, pending = pending.split(b"\n")
        for line in lines:
            command, *arguments = json.loads(line)
            if command == "type":
                os.write(master, arguments[0].encode())
            else:
                resize(*arguments)
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) % 256)
