#!/bin/sh
# in-own-node.sh COMMAND [ARGUMENT]...: runs it with a network, System V objects and mounts of its own, which the kernel takes
# away when its last process ends, however that ends: bridges, ports, iptables chains, ip_forward, shared memory. Mounts of the
# machine are seen, those made here are not seen outside. Needs root and util-linux.
set -eu

if [ "$1" != --inside ]; then
  exec unshare --net --ipc --mount --propagation slave sh "$0" --inside "$@"
fi
shift
ip link set lo up
# /sys stays that of the machine, with its interfaces: covered even in part, it may not be mounted in user namespaces any more.
# As on a node: what is mounted here propagates to containers that ask for it.
mount --make-rshared /
exec "$@"
