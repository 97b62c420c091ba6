/** Known races in the lives of pods, containers and their helpers: see catalogue.ts for what a line holds. */
export const casesOfLives = `
sandbox-name-reserved-after-timeout | containerd CRI | I02 I03 I26 | F01 F02 F11 F14 | containerd/containerd#9947 containerd/containerd#12438
  a run that hangs keeps its name against its own retry
container-name-reserved-slow-create | containerd CRI | I02 I01 | F02 F32 | containerd/containerd#4604 containerd/containerd#5325
  a slow creation outlives its client, whose retry finds the name taken
handed-over-then-client-dies | CRI-O | I01 I02 I20 | F01 F02 | cri-o/cri-o@87977f19d6 cri-o/cri-o#4394
  who waits for another's result takes it over, and gives up in the same moment
net-teardown-with-expired-context | containerd CRI | I03 I27 | F01 F11 | containerd/containerd@728743eb2 containerd/containerd#5569
  a failed run gives its address back on the time of a client that has none left
sandbox-cleanup-with-expired-context | CRI-O | I03 I20 I22 | F01 F38 | cri-o/cri-o@996508d2ed cri-o/cri-o@b2eb27015c cri-o/cri-o#4767
  the cleaning of a failed run stops at its first step, for the client's deadline is over
shim-left-by-cancelled-create | containerd-shim | I03 I20 I23 | F01 F05 | containerd/containerd@18e581dd9 containerd/containerd#4048 containerd/containerd@d82fa4319 containerd/containerd#3921
  a client leaves while a task is created; its monitor stays without an owner
sigterm-again-on-each-retry | containerd CRI | I15 I04 | F02 F18 F40 | containerd/containerd#5020 containerd/containerd#5021
  every repeated stop sends the stop signal again
stop-or-remove-of-a-gone-object | containerd CRI | I04 | F02 | containerd/containerd#10521 containerd/containerd#10520 cri-o/cri-o#8431 cri-o/cri-o#241 cri-o/cri-o#240
  a stop or a removal of what is gone already is refused
create-races-sandbox-stop | CRI-O | I13 I12 | F31 F30 | cri-o/cri-o@6703d85f1b cri-o/cri-o#1957
  a container is made in a pod that is being stopped
concurrent-stop-sandbox | CRI-O | I12 I04 | F02 | cri-o/cri-o@6414bad641 cri-o/cri-o#1957
  two stops of a pod at once get in each other's way
liveness-check-then-stop-loop | CRI-O | I01 I10 | F09 F18 | cri-o/cri-o@e84b65477f cri-o/cri-o#7735
  a process ends between the look at it and the wait for it, and the stop waits on
second-stop-blocked-by-lock | CRI-O | I15 I05 | F18 F02 | cri-o/cri-o#8030 cri-o/cri-o#8300
  an urgent stop waits for the lock that a patient one holds
stop-bookkeeping-deadlock | CRI-O | I01 I04 I15 | F02 | cri-o/cri-o@0ce45a3721 cri-o/cri-o#5433 cri-o/cri-o@44d42542fa cri-o/cri-o#5740
  a stop leaves a mark behind that makes the next one wait for ever
stop-after-done-panics-daemon | CRI-O | I06 I04 | F02 | cri-o/cri-o@d51616f2f0 cri-o/cri-o#9799
  a stop that comes just after the end of another one ends the daemon
listing-blocked-by-stuck-stop | CRI-O | I05 I06 | F17 F12 F33 | cri-o/cri-o@290edee86f cri-o/cri-o#9188 cri-o/cri-o@e265ad0ce6 cri-o/cri-o#3457
  a pod that cannot be stopped makes lists wait
exec-blocked-during-grace-period | CRI-O | I05 | F18 F19 | cri-o/cri-o#7160 cri-o/cri-o@35f7a3ca6c cri-o/cri-o#9614
  nobody can exec in a container during its grace period
exec-id-taken-twice | containerd-shim | I01 I12 | F02 F19 | containerd/containerd@1a8df3f23 containerd/containerd#3365 containerd/containerd#2820
  two execs of one id at the same moment
exit-before-start-event | containerd-shim | I10 I36 | F08 F09 | containerd/containerd@5cd6210ad containerd/containerd#8617
  a process ends before anybody knows its number
early-exit-deadlock-in-create | containerd-shim | I10 I26 | F08 F05 | containerd/containerd#9103 containerd/containerd@68dd47ef7 containerd/containerd#9104
  a first process that ends during its creation is met by a lock that the creation holds
init-exit-reported-before-exec-exit | containerd-shim | I14 I36 I01 | F08 F19 | containerd/containerd#9719 containerd/containerd@892dc54bd containerd/containerd#9828
  the end of the container is told before the end of its exec
exec-exits-swallowed | containerd-shim | I01 I10 I36 | F19 F09 | containerd/containerd@6d00c3ada containerd/containerd#9999
  while execs are being started, ends of other execs are dropped
init-exit-starved-by-execs | containerd-shim | I11 I13 I14 | F19 F09 | containerd/containerd#10589 containerd/containerd#10603 containerd/containerd#10651
  a steady stream of execs keeps the end of the container from being told
two-deleters-leak-the-shim | containerd CRI | I12 I19 I23 | F09 F10 | containerd/containerd#12344 containerd/containerd@2042e805b containerd/containerd#12400
  two parts of a daemon react to one exit, and delete the same task
stop-hits-closed-shim-connection | containerd CRI | I04 I12 I07 | F09 F10 | containerd/containerd#11107 containerd/containerd@4f130dbe7 containerd/containerd#12387 containerd/containerd@c9afcc2bc containerd/containerd#12399
  a stop uses a connection that the handling of the exit has just closed
kill-and-delete-in-deleted-state | containerd-shim | I04 I07 I11 | F07 F32 | containerd/containerd@dff745680 containerd/containerd#3244
  a deletion that was answered too late makes all further ones fail
one-exit-handler-for-all | containerd CRI | I06 I11 | F10 F15 | containerd/containerd@e56de6309 containerd/containerd#4682
  one deletion that hangs holds up the ends of everybody else
exit-event-lost-in-publishing | containerd-shim | I11 I10 I36 | F09 F32 F36 | containerd/containerd#3177 containerd/containerd@63c7a879b containerd/containerd#3207
  the news of an exit is lost with the helper that carried it
reaper-drops-exits-of-slow-subscriber | containerd-shim | I10 I11 I26 | F09 F24 | containerd/containerd#2709 containerd/containerd#2744 containerd/containerd#2748 containerd/containerd#2770
  a reader that is too slow for a burst of exits blocks or loses them
reaper-lock-deadlock | containerd-shim | I23 I26 | F09 | containerd/containerd@bb4c92c77 containerd/containerd#3540
  who reaps children and who waits for one of them wait for each other
exec-exit-taken-for-container-exit | containerd CRI | I09 I24 I10 | F09 F19 | containerd/cri@d4c825f90 containerd/cri#973
  the end of an exec is booked as the end of its container
children-survive-in-host-pidns | CRI-O | I14 I19 | F28 | cri-o/cri-o@9fea6e219e cri-o/cri-o#5895 opencontainers/runc@0aa0fae39 opencontainers/runc#2633
  without a pid namespace of its own, children survive their container
conmon-waits-for-a-start-that-never-comes | CRI-O | I23 I26 I01 | F16 F36 | cri-o/cri-o@3fd1cd2268 cri-o/cri-o#5306 cri-o/cri-o@07328622a5 cri-o/cri-o#5283
  a monitor waits for a start signal from who waits for its end
post-stop-hooks-after-exit-is-visible | CRI-O | I37 I22 | F38 F09 | cri-o/cri-o@a96dfe16a1 cri-o/cri-o#9613
  EXITED is shown before the hooks that must follow the end have run
zombie-counts-as-alive | CRI-O | I24 I11 | F10 F17 | cri-o/cri-o@0d0bd83ead cri-o/cri-o#4600
  a dead process that nobody has reaped counts as alive
netns-by-recycled-pid | containerd CRI | I24 I28 | F27 F12 | containerd/containerd#5630 kubernetes/kubernetes#100648
  a late teardown enters the namespace of whoever has the number now
monitor-signals-recycled-pid | conmon | I24 | F27 F10 | containers/conmon@8596fc6 containers/conmon#659 containers/conmon@bc88ac5 cri-o/cri-o@9040a7312b cri-o/cri-o#2636
  a monitor passes a signal on to a number that is another process's now
shim-kill-waits-for-recycled-pid | containerd-shim | I24 I26 | F27 | containerd/containerd@3e95727f3 containerd/containerd#4204
  after SIGKILL a number is polled until it vanishes, and it is given away meanwhile
conmon-leaves-zombies | conmon | I23 I19 | F10 F07 | containers/conmon@2f5eb89 containers/conmon#181 containers/conmon@4d3dba9 containers/conmon#290 containers/conmon#291 containers/conmon@7c784a0 containers/conmon#310
  zombies of a runtime's children keep namespaces busy
runtime-leaks-monitor-zombies | CRI-O | I23 I25 | F36 F05 | cri-o/cri-o@69e88512a7 cri-o/cri-o#5283 cri-o/cri-o#5260 cri-o/cri-o@af4fbcd942 cri-o/cri-o#583
  each failed creation leaves a zombie of its monitor
monitor-oom-killed | conmon | I11 I14 I41 | F10 F23 | cri-o/cri-o#3022 cri-o/cri-o@51e11e9065 cri-o/cri-o@f8f35ba326 cri-o/cri-o#3423
  the kernel's OOM killer takes the monitor, and nobody reports the container's end
conmon-killed-by-signals-and-asserts | conmon | I33 I11 | F10 F20 | containers/conmon@85c9a12 containers/conmon#128 containers/conmon@40eb39e containers/conmon#625 containers/conmon#657 containers/conmon#658
  a monitor dies of a closed pipe or of its own assertion
exit-file-later-than-query | CRI-O | I09 I10 | F08 F09 | cri-o/cri-o#8980 cri-o/cri-o#9840 cri-o/cri-o@88e8f422b5 cri-o/cri-o#9846 cri-o/cri-o@c2a4fc740f cri-o/cri-o#801
  the end of a very short container is asked for before its exit code is written
exit-code-lost-on-reboot | CRI-O | I09 I39 | F03 F14 F09 | cri-o/cri-o@914adc5169 cri-o/cri-o@1ae3626d65 cri-o/cri-o#3045
  an exit code is lost with the volatile directory it was in
signal-death-decoded-as-exit | conmon | I09 | F08 F23 | cri-o/cri-o@716c2bd288 cri-o/cri-o#1513
  an end by a signal is read as an ordinary exit code
exec-runtime-failure-looks-like-success | conmon | I18 I07 | F19 F05 | containers/conmon@05eff51 containers/conmon#680
  a command that could not be started looks like one that said nothing
exit-status-before-pid-known | conmon | I10 | F08 | containers/conmon@36b07f9 containers/conmon#139
  a monitor reaps the container before it has read its number
sync-pipe-silent-failure | conmon | I01 I07 | F05 F10 | containers/conmon@15de5b1 containers/conmon#617 containers/conmon#618
  a monitor ends without a word when the runtime fails
oom-counter-of-the-wrong-level | containerd CRI | I38 | F23 | containerd/containerd@7275411ec containerd/containerd#6323
  an OOM kill is counted on another level than the one that is watched
fast-process-declared-dead | runc | I10 I09 | F08 F06 | opencontainers/runc@8541d9cf3 opencontainers/runc#2185
  a process that did its work within milliseconds is taken for one that never began
killed-too-early-leaves-mount | runc | I20 I19 | F05 F16 | opencontainers/runc@4ecff8d9d opencontainers/runc#2855
  a runtime kills its own init in the middle of a mount, which stays
runc-killed-mid-create-frozen-cgroup | runc | I21 I45 I20 | F05 F03 | opencontainers/runc#4534 opencontainers/runc#4645
  a runtime dies after it froze the cgroup and before it wrote that down
concurrent-update-refreezes | runc | I45 I46 | F35 F16 | opencontainers/runc#2753 opencontainers/runc@76ae1f5c3 opencontainers/runc#2774 opencontainers/runc#2767 opencontainers/runc@fcd7fe85e
  an update takes the freeze of another one for the state to restore
exec-into-paused-hangs | runc | I16 I26 I45 | F34 F19 | opencontainers/runc@dd696235a opencontainers/runc@68c2b6a7d opencontainers/runc#3223
  an exec into a frozen container freezes too
kill-of-paused-has-no-effect | runc | I45 I16 I15 | F34 F18 | opencontainers/runc@6806b2c1c opencontainers/runc#3217 cri-o/cri-o@8a090364d9 cri-o/cri-o#5876
  a frozen process does not take SIGKILL
exit-while-paused-for-commit | containerd-shim | I45 I08 I11 | F34 F08 | containerd/containerd@831a41b95 containerd/containerd#2773
  a process that ends while it is frozen cannot be deleted
systemd-unit-races | runc | I07 I22 I19 | F16 F32 | opencontainers/runc@38447895a opencontainers/runc#2614 opencontainers/runc@33c9f8b9c opencontainers/runc#2946 opencontainers/runc@c25334206 opencontainers/runc@1d18743f9 opencontainers/runc#3782
  a unit of systemd is not there yet, or there still
cgroup-gone-between-check-and-use | runc | I04 I07 | F16 F09 | opencontainers/runc@fe278b9ca opencontainers/runc#3812
  a cgroup goes between the look at it and its use
kubelet-removes-cgroup-first | kubelet | I04 I20 | F16 | kubernetes/kubernetes#72105 containerd/cri#364 kubernetes/kubernetes#109182
  a client removes the pod's cgroup while the pod is being stopped or made
container-mounts-leak-to-host | runc | I19 I22 | F15 | opencontainers/runc#2404 opencontainers/runc@13a6f5609 opencontainers/runc#4417
  mounts of a container come out on the host
checkpoint-archive-of-a-moving-container | CRI-O | I45 I03 | F34 F01 F03 | cri-o/cri-o@3d450274e8 cri-o/cri-o#6977
  what runs on while it is being written down does not fit its memory image
update-of-a-not-running-container-fails | containerd CRI | I46 I04 | F35 F33 | containerd/cri#316 containerd/cri#319
  an update meets a container that has no task yet, or none any more
shim-shutdown-vs-next-task | containerd-shim | I12 I31 | F31 | containerd/containerd@fbd46d709 containerd/containerd#3896 containerd/containerd@b458583b7 containerd/containerd#4988
  the last task of a helper goes while the next one comes
task-bundle-removed-in-parts | containerd-shim | I40 I19 | F03 F26 | containerd/containerd#2567 containerd/containerd#2327 containerd/containerd@36e4dc603 containerd/containerd#2897
  a bundle is deleted in parts, and a crash leaves one of them
shared-maps-crash-the-daemon | containerd CRI | I06 I01 | F33 | containerd/containerd@a48dbefc1 containerd/containerd#8130 containerd/containerd@5a3a9baec containerd/containerd#7805 containerd/containerd@35cbd7349 containerd/containerd#12039 kubernetes/kubernetes#93773
  a table that two threads write ends the daemon
stats-fail-because-one-container-went | containerd CRI | I06 | F33 F10 | containerd/containerd@c130d93c1 containerd/containerd#10724 containerd/containerd@0772d0a37 containerd/containerd#10451 cri-o/cri-o@857bcd34c6 cri-o/cri-o#3482
  statistics of all fail because one container went meanwhile
runtime-start-misses-late-service | dockershim/cri-dockerd | I44 | F03 | Mirantis/cri-dockerd@489eac0e Mirantis/cri-dockerd#170
  a service is registered after serving has begun
`;
