"""Binds a unix datagram socket (`@name`: an abstract one), and prints each datagram as a line of JSON, after a first line `null`."""
import json, os, socket, sys

name = sys.argv[1]
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind("\0" + name[1:] if name.startswith("@") else name)
print("null", flush=True)
while True:
    print(json.dumps(receiver.recv(65536).decode()), flush=True)
