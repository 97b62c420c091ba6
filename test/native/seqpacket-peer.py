"""The other end of a SOCK_SEQPACKET socket: listens on argv[1], accepts a connection and obeys lines of JSON on stdin.

["accept"] ["send", base64] ["sendMany", count, bytes] ["shutdown"] ["receive"] ["receiveAll"] ["close"]; each is answered by a line.
"""
import base64
import json
import socket
import sys


def answer(value):
    print(json.dumps(value), flush=True)


listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
listener.bind(sys.argv[1])
listener.listen(1)
answer("listening")
peer, _ = listener.accept()
for line in sys.stdin:
    verb, *arguments = json.loads(line)
    if verb == "accept":
        peer, _ = listener.accept()
        answer("accepted")
    elif verb == "send":
        peer.send(base64.b64decode(arguments[0]))
        answer("sent")
    elif verb == "sendMany":
        for index in range(arguments[0]):
            peer.send(index.to_bytes(4, "little") + bytes(arguments[1] - 4))
        answer("sent")
    elif verb == "shutdown":
        peer.shutdown(socket.SHUT_WR)
        answer("shut down")
    elif verb == "receive":
        answer(base64.b64encode(peer.recv(1 << 20)).decode())
    elif verb == "receiveAll":
        sizes = []
        while packet := peer.recv(1 << 20):
            sizes.append(len(packet))
        answer(sizes)
    elif verb == "close":
        peer.close()
        answer("closed")
