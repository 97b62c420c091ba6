/**
 * Every metric, in one list: docs/metrics.md is compared with it. Names as Prometheus wants them: base units, `_total`
 * for what only grows. Labels have few values, known beforehand: never an id, a name or an image.
 *
 * Process metrics have the names that Prometheus has for them everywhere, without a prefix of ours.
 */

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds, of a histogram. */
  readonly buckets?: readonly number[];
}

/** Seconds, of what may take from a system call to minutes. */
const calls = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
/** Seconds, of what is over at once, or something is wrong. */
const instants = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5];
/** Seconds that a timer is late. */
const pauses = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

const counter = (name: string, labels: readonly string[], help: string) =>
  ({ name: `troupe_${name}_total`, type: 'counter', labels, help }) as const;
const gauge = (name: string, labels: readonly string[], help: string) =>
  ({ name: `troupe_${name}`, type: 'gauge', labels, help }) as const;
const histogram = (name: string, labels: readonly string[], buckets: readonly number[], help: string) =>
  ({ name: `troupe_${name}_seconds`, type: 'histogram', labels, buckets, help }) as const;
const standard = <T extends Metric['type']>(name: string, type: T, help: string) =>
  ({ name: `process_${name}`, type, labels: [], help }) as const;

export const catalogue = {
  invariantViolations: counter(
    'invariant_violations',
    ['invariant'],
    'Times that the daemon found itself not to be as an invariant says, by its number; see docs/invariants.md.',
  ),
  grpcRequests: counter('grpc_requests', ['method', 'code'], 'RPCs that were answered, by method and gRPC status.'),
  grpcInFlight: gauge('grpc_requests_in_flight', ['method'], 'RPCs that are being served.'),
  grpcDuration: histogram(
    'grpc_request_duration',
    ['method'],
    calls,
    'Time from the arrival of an RPC to its answer; only with metrics.grpc_histogram.',
  ),

  actors: gauge('actors', ['machine', 'state'], 'Actors that are alive, by statechart and state.'),
  actorsStarted: counter('actors_started', ['machine'], 'Actors that were started.'),
  transitions: counter('actor_transitions', ['machine'], 'Changes of state.'),
  messages: counter(
    'actor_messages',
    ['machine', 'outcome'],
    'Messages to actors: handled; unhandled (no transition wanted it); undelivered (the actor was over).',
  ),
  messageDuration: histogram(
    'actor_message_duration',
    ['machine'],
    instants,
    'Time from the arrival of a message at an actor until it was handled, with what its transition did at once.',
  ),
  crashes: counter('actor_crashes', ['machine'], 'Actors that failed and are replaced.'),
  restarts: counter('actor_restarts', ['machine'], 'Actors that were started in place of one that failed.'),
  openRequests: gauge('open_requests', [], 'Requests to actors that have no answer yet.'),

  serviceDuration: histogram(
    'service_duration',
    ['service'],
    calls,
    'Time that a service took that a statechart asked for (startTask, attachNetwork ...), whether it failed or not.',
  ),
  serviceFailures: counter('service_failures', ['service', 'code'], 'Service calls that failed, by failure code.'),
  servicesInFlight: gauge('service_calls_in_flight', ['service'], 'Service calls that are at work.'),

  pulls: counter('image_pulls', ['code'], 'Pulls that ended: OK, or the failure code.'),
  pullsInProgress: gauge('image_pulls_in_progress', [], 'Pulls under way.'),
  pulledBytes: counter('image_pulled_bytes', [], 'Bytes of layers that came from registries.'),
  pulledLayers: counter('image_pulled_layers', [], 'Layers that came whole from registries.'),
  images: gauge('images', [], 'Images in the store.'),
  imageStoreBytes: gauge('image_store_bytes', [], 'Disk space that the layers of images take.'),

  pods: gauge('pods', ['state'], 'Pod sandboxes, by state as CRI shows it.'),
  containers: gauge('containers', ['state'], 'Containers, by state as CRI shows it.'),
  exits: counter('container_exits', ['reason'], 'Containers that ended, by reason as CRI shows it.'),
  oomKills: counter('container_oom_kills', [], 'Containers that ended because the kernel killed them for memory.'),

  sessions: gauge('stream_sessions', ['kind'], 'Open sessions: exec, exec_sync, attach, port_forward.'),
  eventSubscribers: gauge('event_subscribers', [], 'Clients that follow container events.'),
  eventStreamsDropped: counter(
    'event_streams_dropped',
    [],
    'Event streams that were ended because their client did not read them.',
  ),

  commitDuration: histogram('store_commit_duration', ['operation'], instants, 'Time that a commit of the store took.'),
  ledgerRows: gauge('ledger_rows', ['effect'], 'Effects in the world that are to be undone some day.'),
  ledgerDebts: gauge('ledger_debts', [], 'Effects of objects that are gone, which could not be undone yet.'),

  networkReady: gauge(
    'network_ready',
    [],
    '1 where a CNI configuration is in force, else 0: the condition NetworkReady.',
  ),
  recoveryDuration: gauge(
    'recovery_duration_seconds',
    [],
    'From the start of the actors until requests were answered.',
  ),
  recovered: gauge('recovered_objects', ['kind'], 'Pods and containers that this daemon found at its start.'),

  spansExported: counter('trace_spans_exported', [], 'Spans that the receiver took.'),
  spansDropped: counter(
    'trace_spans_dropped',
    ['reason'],
    'Spans that were lost: queue_full, or export_failed (the receiver did not take them).',
  ),

  heapUsed: gauge('heap_used_bytes', [], 'JavaScript heap in use.'),
  heapTotal: gauge('heap_total_bytes', [], 'JavaScript heap that is reserved.'),
  gcDuration: histogram('gc_duration', ['kind'], pauses, 'Pauses of the garbage collector.'),
  eventLoopDelay: histogram(
    'event_loop_delay',
    [],
    pauses,
    'How late a timer of the daemon fires, looked at twice a second.',
  ),
  cpu: standard('cpu_seconds_total', 'counter', 'CPU time of the daemon, user and system.'),
  residentMemory: standard('resident_memory_bytes', 'gauge', 'Resident memory of the daemon.'),
  openFds: standard('open_fds', 'gauge', 'Open file descriptors of the daemon.'),
  startTime: standard('start_time_seconds', 'gauge', 'When the daemon started, Unix time.'),

  scrapeErrors: counter('scrape_errors', ['part'], 'Parts of a scrape that could not be read, and were left out.'),
  buildInfo: gauge('build_info', ['version', 'node'], 'Always 1; the labels say what runs.'),
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricKey = keyof typeof catalogue;
export type LabelsOf<K extends MetricKey> = Readonly<Record<(typeof catalogue)[K]['labels'][number], string>>;
export type KeysOf<T extends Metric['type']> = {
  [K in MetricKey]: (typeof catalogue)[K]['type'] extends T ? K : never;
}[MetricKey];

/** The list, for who goes through all. */
export const metrics: readonly (Metric & { readonly key: MetricKey })[] = Object.entries(catalogue).map(
  ([key, metric]) => ({ ...metric, key: key as MetricKey }),
);
