/**
 * Cases in which the kernel, the monitor, the OCI runtime, the launcher or a registry is a party that a simulation cannot stand
 * for, and the tests that bring the real ones there: file, and the words of its title. `test/simulation/races.test.ts` looks
 * for them. A case may have rows as well, for the part of it that is ours.
 */

const exits = 'test/actors/tasks/exit.real.test.ts';
const creations = 'test/actors/tasks/create.real.test.ts';
const execs = 'test/actors/tasks/exec.real.test.ts';
const logs = 'test/actors/tasks/log.real.test.ts';
const sessions = 'test/actors/streaming/exec.real.test.ts';
const attaches = 'test/actors/streaming/attach.real.test.ts';
const forwards = 'test/actors/streaming/forward.real.test.ts';
const launched = 'test/actors/launcher/exec.test.ts';
const processes = 'test/native/processes.test.ts';
const events = 'test/actors/life-events.test.ts';
const followers = 'test/cri/streams.test.ts';
const networks = 'test/actors/network/attach-network.test.ts';
const imageStore = 'test/actors/images/store.test.ts';

export const elsewhere: Readonly<Record<string, readonly (readonly [file: string, title: string])[]>> = {
  'attach-misses-short-output': [
    [attaches, 'what the process says from now on, both outputs; its end ends the session'],
  ],
  'broken-stdin-holds-shim-lock': [
    [sessions, 'a command that closes its stdin → the rest of the input is dropped, the client is not held up'],
    [attaches, 'a container that takes no stdin → what is typed is dropped, nobody is held up'],
  ],
  'busy-shm-after-monitor-death': [
    ['test/actors/sandbox-files/sandbox-files.real.test.ts', 'a file in use in shm → removed all the same'],
  ],
  'cgroup-gone-between-check-and-use': [['test/actors/cgroup.real.test.ts', 'a process that ends meanwhile → all go']],
  'chained-plugin-teardown-stops-early': [
    [networks, 'two networks: eth0 and eth1; DEL in reverse order'],
    [networks, 'DEL fails too → the first failure leads, the debt stays and can be paid'],
  ],
  'checkpoint-archive-of-a-moving-container': [
    ['test/e2e/checkpoints.e2e.test.ts', 'a container goes on in another pod where it was'],
    [
      'test/e2e/checkpoint-faults.e2e.test.ts',
      'the daemon is killed in the middle → the next one lets the container run',
    ],
  ],
  'children-survive-in-host-pidns': [
    [exits, 'scope all reaches every process of a container in the pid namespace of the host'],
  ],
  'clock-jump-confuses-attempts': [
    ['test/cli/clock.test.ts', 'the wall clock stands still, goes back or jumps forward'],
  ],
  'collecting-streams-deadlock': [['test/cri/streaming/tokens.test.ts', 'a minute later → nothing']],
  'conmon-killed-by-signals-and-asserts': [
    [exits, 'the monitor killed first: the code is unknown, when the first process ends and not before'],
    [exits, 'monitor and first process killed together: unknown, once'],
  ],
  'conmon-leaves-zombies': [
    [launched, 'many at once, and orphans of others between them'],
    [creations, '100 lives leave no process, cgroup, file or descriptor'],
  ],
  'conmon-stdin-and-stderr-deadlock': [[attaches, '100 MB in and out → every byte']],
  'conmon-waits-for-a-start-that-never-comes': [
    [creations, 'an abort at any moment leaves nothing'],
    [creations, 'a creation cut off by the death of the daemon is absent or whole, and deleted in both cases'],
  ],
  'container-mounts-leak-to-host': [
    ['test/e2e/pitfalls-containers.e2e.test.ts', 'propagation 0: what the node mounts later is not seen'],
    ['test/e2e/soak.e2e.test.ts', 'run, create, start, exec, stop, remove → nothing grows'],
  ],
  'created-time-reset-on-restore': [
    ['test/actors/system.test.ts', 'what ran still runs, with the same ids and times'],
    ['test/e2e/daemon.e2e.test.ts', 'same pods, containers, processes, address; no log line is lost'],
  ],
  'del-skipped-without-result': [[networks, 'killed after its work (reply lost) → DEL']],
  'early-exit-deadlock-in-create': [[creations, 'a task whose first process was killed at the gate cannot be started']],
  'event-clients-share-one-queue': [
    [events, 'many, one of whom leaves → each hears all while it is there'],
    [followers, 'many followers, one of whom goes away → the others hear all, nothing of it is left'],
  ],
  'event-monitor-goes-silent': [
    [processes, '200 watched at a time → 200 ends, and no descriptor is left'],
    ['test/contracts/tasks.ts', 'an exit before the watch begins is told'],
  ],
  'event-timestamp-older-than-state': [
    [events, 'each event → the pod as it was then, later times, and a read after it is no older'],
  ],
  'exec-waits-for-inherited-stdio': [
    [execs, 'a background child that holds the output lives on and delays the answer only by the drain limit'],
    [sessions, 'a descendant holds the output → the session ends after the drain limit; the descendant lives on'],
  ],
  'exec-runtime-failure-looks-like-success': [
    [execs, 'a missing program is ExecNotStarted with the words of the runtime'],
    [launched, 'the runtime succeeds without a pid → not started'],
  ],
  'exit-detected-by-closed-stdio': [
    [exits, 'a silent descendant that holds the output does not delay the exit; settle ends it'],
  ],
  'exit-event-lost-in-publishing': [
    [exits, 'a monitor that is stopped is let go on, and tells the code'],
    ['test/contracts/tasks.ts', 'an exit during a restart of the daemon is told'],
  ],
  'exit-file-later-than-query': [[exits, 'the exit is told when all output is in the log']],
  'exit-status-before-pid-known': [['test/contracts/tasks.ts', 'an exit before the watch begins is told']],
  'gc-during-container-creation': [
    [imageStore, 'an image goes while a root filesystem has its layers → they stay until that goes'],
  ],
  'image-removed-while-pulling': [
    ['test/actors/images/broken-registry.test.ts', 'two pulls of one layer at the same time → it is fetched once'],
  ],
  'init-exit-reported-before-exec-exit': [[execs, 'the end of the container ends its exec with an answer']],
  'io-left-open-after-failed-create': [
    [creations, 'a missing program is RuntimeFailed with words for people, and nothing is left'],
    [creations, 'conmon that is missing is ToolMissing; a bundle that is missing leaves nothing'],
  ],
  'killed-too-early-leaves-mount': [[creations, 'an abort at any moment leaves nothing']],
  'kubelet-removes-cgroup-first': [
    [
      creations,
      'its processes are killed and its cgroup removed by somebody else → told, settled and deleted all the same',
    ],
  ],
  'log-mixed-up-at-rotation': [[logs, 'no line is lost or doubled by rotation under load']],
  'mainloop-ends-too-early-or-never': [[launched, 'it ends before the runtime does → its exit code all the same']],
  'monitor-oom-killed': [
    [exits, 'the monitor killed first: the code is unknown, when the first process ends and not before'],
  ],
  'monitor-signals-recycled-pid': [[exits, 'a stranger with the pid is neither killed nor taken for the task']],
  'netns-by-recycled-pid': [
    [creations, 'the process whose pid namespace is joined is another one by now → RuntimeFailed, and nothing is left'],
    ['test/actors/network/network.real.test.ts', 'its namespace is gone before detach'],
  ],
  'oom-counter-of-the-wrong-level': [
    [
      'test/e2e/cgroups.e2e.test.ts',
      'a child is killed for memory, later the first process ends with its code → OOMKilled',
    ],
    [
      'test/e2e/cgroups.e2e.test.ts',
      'one is killed for memory, its neighbour by a signal later → OOMKilled, and Error',
    ],
  ],
  'portforward-error-stream-not-drained': [
    [forwards, 'nobody listens → a text on the error stream; the session stays for others'],
    [forwards, 'a netns that is gone → a text'],
  ],
  'pull-without-progress-hangs': [
    ['test/actors/images/broken-registry.test.ts', 'silence → PullStalled at the limit; also in the middle of a layer'],
  ],
  'reaper-lock-deadlock': [[launched, 'many at once, and orphans of others between them']],
  'removed-before-relist-never-noticed': [
    [events, 'removing the pod → its containers first, and the last event shows an empty pod'],
  ],
  'reopen-blocked-while-stopping': [[logs, 'no line is lost or doubled by rotation under load']],
  'resize-helper-leaks': [[sessions, 'a missing program with a terminal → exec.failed, no socket is left']],
  'restore-destroys-foreign-containers': [
    ['test/cli/doctor/doctor.real.test.ts', 'the monitor of another runtime → not named, survives a cleaning'],
    ['test/actors/network/own-network.real.test.ts', 'another network’s host ports → its chains stay'],
  ],
  'runtime-leaks-monitor-zombies': [
    [creations, 'a missing program is RuntimeFailed with words for people, and nothing is left'],
    [creations, '100 lives leave no process, cgroup, file or descriptor'],
  ],
  'scope-and-cgroup-left-behind': [
    [creations, '100 lives leave no process, cgroup, file or descriptor'],
    ['test/e2e/soak.e2e.test.ts', 'run, create, start, exec, stop, remove → nothing grows'],
  ],
  'shim-ignores-sigterm-at-shutdown': [
    ['test/e2e/daemon.e2e.test.ts', 'SIGTERM in the middle of RunPodSandbox → it ends in time'],
    [exits, 'a monitor that is stopped is let go on, and tells the code'],
  ],
  'shim-kill-waits-for-recycled-pid': [[processes, 'the right start time → found; another → undefined']],
  'signal-death-decoded-as-exit': [[exits, 'a signal of the program to itself is 128 + signal']],
  'stats-fail-because-one-container-went': [
    ['test/actors/stats/stats.test.ts', 'a network that hangs → the pod without it, in bounded time'],
    ['test/actors/stats/writable-layers.test.ts', 'one that is sick does not spoil it'],
  ],
  'sync-pipe-silent-failure': [
    [creations, 'a missing program is RuntimeFailed with words for people'],
    [creations, 'a spec that is no JSON is RuntimeFailed'],
  ],
  'teardown-without-identity': [
    ['test/actors/system.test.ts', 'a record that cannot be read → the others are served'],
    [networks, 'the intent is in the ledger before the first ADD, with all that DEL needs'],
  ],
  'terminal-resize-lost': [[attaches, 'a terminal: sizes arrive, the last one counts however fast they come']],
  'unclean-shutdown-corrupts-storage': [
    [imageStore, 'power loss before a layer was on disk → it and its image are not trusted; after it → they are'],
  ],
  'unread-exec-blocks-stop': [
    ['test/e2e/streaming.e2e.test.ts', 'the container stops → its streams end, also one that nobody reads'],
  ],
  'zombie-counts-as-alive': [[processes, 'a zombie → its end has been told; it is not found any more']],
};
