/** Cases that cannot occur here, and why. */
export const impossible: Readonly<Record<string, string>> = {
  'exec-id-taken-twice':
    'the id of an exec is the daemon’s own (a random one for each request), never a client’s; there is no check before a store',
  'fifo-open-leaks-a-thread-per-failure':
    'there are no fifos: the monitor makes the pipes of a container, and the daemon opens none of them, so nothing waits in an open',
  'loopback-cache-leak':
    'no plugin is asked for the loopback: the thread that pins a network namespace brings lo up in it, and no result is kept but the ledger’s row',
  'plugin-sync-misses-events':
    'there are no plugins that register with the runtime (NRI); who follows events is subscribed before the list that he reads',
  'post-stop-hooks-after-exit-is-visible':
    'the runtime has no hooks of its own after an end; what ends and measures a container (settling) comes before EXITED is shown',
  'runtime-start-misses-late-service':
    'there is one version of the service, and all its methods are registered before the socket is bound, in one synchronous step',
  'shared-maps-crash-the-daemon':
    'all state is changed in one thread, one message at a time; no table can be read while it is written',
  'systemd-unit-races':
    'the daemon asks systemd for nothing: with that cgroup driver the OCI runtime makes the scope, and its failure is the creation’s, which is undone',
};
