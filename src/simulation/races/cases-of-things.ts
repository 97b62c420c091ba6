/** Known races about output, streams, networks, images and recovery: see catalogue.ts for what a line holds. */
export const casesOfThings = `
phantom-name-in-docker | dockershim/cri-dockerd | I02 I20 I07 | F26 F05 | kubernetes/kubernetes#36768 kubernetes/kubernetes#40443 kubernetes/kubernetes#40448 kubernetes/kubernetes#79623 kubernetes/kubernetes#94557
  a layer below keeps the name of what it failed to make
scope-and-cgroup-left-behind | CRI-O | I19 | F23 F16 | cri-o/cri-o@978a0bc3d4 cri-o/cri-o#3859 opencontainers/runc@43564a7b5 opencontainers/runc#3888 cri-o/cri-o#838 cri-o/cri-o@a2d4476935 cri-o/cri-o#2601 cri-o/cri-o@c2c148f18d
  scopes, cgroups and labels stay behind after the removal
exec-waits-for-inherited-stdio | containerd CRI | I32 I18 I01 | F19 | containerd/containerd#7802 containerd/containerd@82c0f4ff8 containerd/containerd#7832 containerd/containerd#9568 containerd/containerd#10094 kubernetes/kubernetes#92057
  a child of an exec holds its output open
delete-waits-for-io | containerd-shim | I32 I05 I26 | F19 F22 | containerd/containerd#3286 containerd/containerd@245052243 containerd/containerd#3361 containerd/containerd@079292e3f containerd/containerd#2624
  a deletion waits for copies of output that never end
exit-detected-by-closed-stdio | conmon | I32 I11 | F19 | cri-o/cri-o@c00f0dd848 cri-o/cri-o#634
  an exit is noticed by closed pipes, which a child holds open
mainloop-ends-too-early-or-never | conmon | I26 I32 | F08 F19 | containers/conmon@10823ae containers/conmon#128
  a loop waits for an end that came just before it
broken-stdin-holds-shim-lock | containerd-shim | I05 I33 | F20 | containerd/containerd@b3438f7a6 containerd/containerd#2807
  a write into a broken pipe holds a lock for ever
fifo-open-leaks-a-thread-per-failure | containerd CRI | I25 I20 | F01 F37 | containerd/containerd#13952
  each cancelled creation leaves a thread that waits to open a pipe
io-left-open-after-failed-create | containerd-shim | I25 I20 | F05 F37 | containerd/containerd@e6708bddf containerd/containerd#11885 containerd/containerd@aedb079bf containerd/containerd#11161 containerd/containerd@cf6e00854 containerd/containerd#3266
  pipes of a creation that failed stay open
conmon-stdin-and-stderr-deadlock | conmon | I33 | F20 F22 | containers/conmon@1b53637 containers/conmon#109
  monitor and process wait for each other's pipes
unread-exec-blocks-stop | CRI-O | I33 I35 I15 | F20 F18 | cri-o/cri-o#6699
  a client that does not read keeps its exec from ending, and the stop waits for that
log-mixed-up-at-rotation | conmon | I34 I31 | F21 F22 | containers/conmon#563 containers/conmon@29d17be containers/conmon#570
  a partial write at the size limit of a log mixes up the next file
reopen-blocked-while-stopping | CRI-O | I05 I34 | F21 F18 | cri-o/cri-o#6297
  a rotated log cannot be reopened while its container stops
terminal-resize-lost | conmon | I35 | F20 | containers/conmon@2a1dda8 containers/conmon#566 cri-o/cri-o@0d449e00ec cri-o/cri-o@cb2965f42c cri-o/cri-o#9255
  two resizes in one read: the second is lost
resize-helper-leaks | containerd CRI | I25 I35 | F19 F37 | containerd/containerd@f012617ed GHSA-2qjp-425j-52j9
  each exec of a missing command leaves the sender of its resizes
portforward-error-stream-not-drained | CRI-O | I35 I07 | F39 | cri-o/cri-o@7016c3e13f cri-o/cri-o#3291 cri-o/cri-o#3218
  a port-forward that fails leaves its stream unread
collecting-streams-deadlock | containerd CRI | I26 I05 | F24 | containerd/containerd@5c6e9f83d containerd/containerd#8188
  closing streams asks for the lock that the closing holds
attach-misses-short-output | kubelet | I07 I31 | F39 F08 | kubernetes/kubernetes#14703 kubernetes/kubernetes#14764 kubernetes/kubernetes#24070
  a container's output is over before its client attaches
event-clients-share-one-queue | CRI-O | I36 | F24 | cri-o/cri-o@8b230dec7e cri-o/cri-o#6838 containerd/containerd@e7eb08eb5
  two clients of events get every event only once between them
evented-pleg-duplicates-containers | kubelet | I37 I02 | F24 F09 | kubernetes/kubernetes#121003 kubernetes/kubernetes#120942 containerd/containerd#9070
  a client creates twice, for its picture is older than its own last action
event-timestamp-older-than-state | kubelet | I37 I36 | F24 | kubernetes/kubernetes#123087 kubernetes/kubernetes#124297 kubernetes/kubernetes#127086
  an event carries a state from another moment than its time
removed-before-relist-never-noticed | kubelet | I36 | F24 F33 | kubernetes/kubernetes#22155
  all of a pod goes between two lists, and nobody tells
inspect-error-hides-the-pod | kubelet | I06 I07 I20 | F33 F26 | kubernetes/kubernetes#24819 kubernetes/kubernetes#75065
  one container that cannot be looked at hides its whole pod
chained-plugin-teardown-stops-early | containerd CRI | I27 I29 | F12 F13 | containerd/containerd#12130
  a chain of plugins stops its teardown at the first that fails
del-skipped-without-result | containerd CRI | I27 I21 | F11 F03 | containerd/containerd@0b8471953 containerd/containerd#12923 containerd/containerd@b7b6b324b containerd/containerd#10744
  without a stored result a DEL is left out, though the ADD had its effect
sandbox-without-cni-cannot-be-removed | containerd CRI | I29 I27 I22 | F12 F13 | containerd/containerd#6565 containerd/containerd#8774 containerd/containerd#10744
  without a network configuration a pod cannot be stopped
cni-reload-lock-blocks-status | containerd CRI | I05 I06 | F11 F13 | containerd/containerd@4ce334aa4 containerd/cri#1405
  a reading of the configuration waits for an ADD, and the status for both
del-hangs-after-power-loss | containerd CRI | I26 I29 I06 | F12 F14 | containerd/containerd#13326
  after a power loss a DEL waits for a daemon that is a pod itself
network-removed-before-processes | dockershim/cri-dockerd | I28 I22 | F12 F17 F18 | kubernetes/kubernetes#105225 containerd/cri@fbab182e5 containerd/cri#1000 cri-o/cri-o@b487411b65 cri-o/cri-o#1430 cri-o/cri-o@ddb8eb4fe5 cri-o/cri-o@0fe2aa6e2f cri-o/cri-o#1358
  an address is given away while processes still use it
failed-setup-not-torn-down | CRI-O | I27 I20 | F11 F30 | cri-o/cri-o@5cab2b388b cri-o/cri-o#1531 Mirantis/cri-dockerd@3ac0511f cri-o/cri-o@6a58bdf787 cri-o/cri-o#884 cri-o/cri-o@3f0532be89 cri-o/cri-o#1817
  an ADD that failed is not undone
teardown-without-identity | dockershim/cri-dockerd | I21 I27 I40 | F26 F03 | kubernetes/kubernetes#41434 kubernetes/kubernetes#41225 Mirantis/cri-dockerd@9b6121c7 Mirantis/cri-dockerd@e63aec06
  a lost file of the pod's identity makes its teardown impossible
removal-with-open-netns | containerd CRI | I19 I22 | F12 F31 | containerd/cri@76268ea24 containerd/cri#427
  a removal forgets a pod whose namespace is still there
serial-del-delays-startup | CRI-O | I40 I44 | F12 F04 | cri-o/cri-o@eb5ded5367 cri-o/cri-o#4929
  after a reboot the start waits for one DEL after another
netns-leak-on-restore | CRI-O | I19 I39 | F03 F14 | cri-o/cri-o#273 cri-o/cri-o#276 cri-o/cri-o#3736 cri-o/cri-o@da82be8cbb cri-o/cri-o#4758
  pinned namespaces pile up with each restart
netns-mount-hangs | containerd CRI | I26 I02 | F14 F02 | containerd/containerd#12438
  the mount of a namespace hangs, and every run with it
teardown-of-an-unborn-sandbox | CRI-O | I22 I06 I13 | F03 F31 F26 | cri-o/cri-o@fecf1a1d86 cri-o/cri-o#4258 cri-o/cri-o@928edf243b cri-o/cri-o#4238
  a teardown meets a pod that was never whole
loopback-cache-leak | dockershim/cri-dockerd | I27 I19 I25 | F12 | kubernetes/kubernetes#81828 Mirantis/cri-dockerd@f5d5122b
  each pod's loopback leaves a file
del-never-after-early-pause-death | kubelet | I27 I13 | F31 F30 F11 | kubernetes/kubernetes#86944 kubernetes/kubernetes#107371
  a pod that dies during its ADD never gets its DEL
plugin-sync-misses-events | containerd CRI | I36 I37 | F24 F38 | containerd/containerd@6a01ad3e1 containerd/containerd#11384
  a subscriber that comes amid events misses some of them
parallel-pulls-waste | CRI-O | I43 I42 | F25 F01 | cri-o/cri-o#3409 cri-o/cri-o#3449 cri-o/cri-o@7f65a46005 cri-o/cri-o#10233
  equal pulls run side by side, or one serves who has no right to it
image-removed-while-pulling | containerd CRI | I42 I43 | F25 | containerd/containerd#2331
  an image is removed while it is being pulled
gc-during-container-creation | containerd CRI | I42 | F25 | containerd/containerd@e74c423f7 containerd/containerd#1687 containerd/containerd@432670237 containerd/containerd#1692
  garbage is collected in the middle of a creation
image-gc-between-pull-and-create | kubelet | I42 I07 | F25 | kubernetes/kubernetes#18140 kubernetes/kubernetes#123631 kubernetes/kubernetes#123711
  an image is collected between its pull and the creation that wants it
parallel-image-removals | CRI-O | I04 I07 | F25 F02 | cri-o/cri-o#9796 cri-o/cri-o@71e9babcdf cri-o/cri-o#9803
  two removals of one image: the second fails
pull-without-progress-hangs | containerd CRI | I26 I06 | F25 | containerd/containerd#4984 containerd/containerd@00d102da9 containerd/containerd#6150
  a pull without progress hangs for ever
unmount-of-the-unmounted-blocks-stop | CRI-O | I04 I22 | F15 F26 | cri-o/cri-o@f291de93a0 cri-o/cri-o#6517
  what is not mounted cannot be unmounted, and the stop fails with it
sandbox-record-without-metadata | containerd CRI | I40 I21 | F03 F26 | containerd/containerd#10848
  half a record ends the start of the daemon
restart-during-stop | containerd CRI | I39 I11 I23 | F03 F10 | containerd/containerd#12600
  the daemon restarts during a stop, and misses the exit
living-shim-taken-for-leaked | containerd CRI | I41 I40 | F04 F10 F07 | containerd/containerd#13784 containerd/containerd@54a5a606c containerd/containerd#13790
  a living helper is taken for a leaked one after an error
timed-out-delete-leaks-shim | containerd CRI | I22 I23 I12 | F32 F10 F07 | containerd/containerd#7496 containerd/containerd#8931 containerd/containerd@72bc63d83 containerd/containerd@8dcb2a6e6 containerd/containerd#8954
  a deletion that timed out leaves its helper, for the retry finds nothing to do
cancelled-delete-blocks-name | containerd-shim | I04 I22 I39 | F01 F03 F07 | containerd/containerd#11392
  a deletion that was cut off leaves a name that can be neither used nor removed
shutdown-refused-while-tasks-remain | containerd-shim | I23 I12 | F30 F10 | containerd/containerd@402eb3166 containerd/containerd#13958
  a helper refuses to end while others live, and nobody asks again
shim-per-container-never-shut-down | containerd-shim | I39 I21 I23 | F03 F04 | containerd/containerd#11708 containerd/containerd#11793 containerd/containerd#11871 containerd/containerd@1ac97c2c1 containerd/containerd#11916
  one helper is told to end, and there were two
deadline-hides-hung-shim | containerd-shim | I06 I07 I26 | F10 | containerd/containerd@f078cebbd containerd/containerd#12821 containerd/containerd#3440
  a helper that stands still makes every list slow
stopped-pod-not-restorable | CRI-O | I39 I40 I19 | F03 F14 | cri-o/cri-o@d8615ec469 cri-o/cri-o#3929 cri-o/cri-o@e02d5bf150 cri-o/cri-o#5529
  a stopped pod is lost at the restart, for its namespaces are gone
restore-destroys-foreign-containers | CRI-O | I41 | F04 | cri-o/cri-o@f6fa7760ee cri-o/cri-o#3228 cri-o/cri-o#3227
  at its start a runtime destroys what belongs to another one
created-time-reset-on-restore | CRI-O | I39 I17 | F03 | cri-o/cri-o@f7f4a86644 cri-o/cri-o#4006
  a restart gives pods a new time of creation
busy-shm-after-monitor-death | CRI-O | I19 I04 | F10 F15 | cri-o/cri-o@20b449bbf6 cri-o/cri-o#3073
  a dead monitor leaves a mount that keeps the pod from being removed
unclean-shutdown-corrupts-storage | CRI-O | I40 I42 | F26 F03 F32 | cri-o/cri-o@f48f90d365 cri-o/cri-o#3999 cri-o/cri-o@39ea33e294 cri-o/cri-o#7190 cri-o/cri-o@1a20443b2c cri-o/cri-o#8417
  a power loss leaves layers that look whole
recover-hangs-on-io-wait | containerd CRI | I40 I32 | F03 F22 | containerd/containerd#5621 containerd/containerd@55faa5e93 containerd/containerd#5974 containerd/containerd@34a93a0c2 containerd/containerd#8643
  the start waits for output that never ends
shim-ignores-sigterm-at-shutdown | containerd-shim | I26 I39 | F10 F03 | containerd/containerd@3ffb6a611 containerd/containerd#5828
  a helper ignores the signals of a shutdown
event-monitor-goes-silent | containerd CRI | I11 I10 I36 | F09 F24 | containerd/cri#1427
  a subscription goes silent, and every exit after that is missed
created-for-ever-with-hanging-init | containerd CRI | I26 I16 I45 | F05 F06 F16 | containerd/containerd#11233 opencontainers/runc#4481
  an init that hangs stays CREATED for ever, and the next one after it
start-meets-a-running-container | CRI-O | I02 I08 I07 | F02 F01 | cri-o/cri-o#8887
  a start meets a container that runs already
clock-jump-confuses-attempts | containerd CRI | I02 I39 | F29 | containerd/containerd#10842 kubernetes/kubernetes#94557
  the clock jumps, and the order of attempts with it
`;
