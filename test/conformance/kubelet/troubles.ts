/** Errors in the kubelet's log, and warnings in the daemon's: those that a run brings about on purpose, and others. */

interface Expected {
  readonly line: RegExp;
  readonly why: string;
}

/** A program and an image that are not there. */
const asked: Expected = { line: /\/no\/such\/program|node\/absent|"absent-node"/, why: 'a pod asks for it' };
/** Of the kubelet, in a run that kills the runtime. */
const deaths: readonly Expected[] = [
  { line: /code = Unavailable/, why: 'the runtime is killed' },
  {
    line: /Container runtime sanity check failed|PLEG is not healthy|container runtime is down/,
    why: 'the runtime is killed',
  },
];
/** Of the kubelet: lines that begin with E. */
const kubelets: readonly Expected[] = [
  { line: /"Failed to remove container".*code = NotFound/, why: 'two of its parts remove the same one' },
  asked,
  { line: /CrashLoopBackOff/, why: 'a pod crashes' },
  {
    line: /"ContainerStatus from runtime service failed".*code = NotFound/,
    why: 'it asks once more after it has removed a container',
  },
  { line: /"PodSandboxStatus of sandbox for pod".*code = NotFound/, why: 'the same' },
  {
    line: /"ExecSync cmd from runtime service failed".*code = (FailedPrecondition|NotFound)/,
    why: 'it probes a container that ends',
  },
  { line: /"Probe errored".*(FailedPrecondition|NotFound)/, why: 'the same' },
  {
    line: /"ExecSync cmd from runtime service failed".*code = DeadlineExceeded/,
    why: 'a probe takes longer than it may',
  },
  {
    line: /"Version from runtime service failed".*code = Canceled/,
    why: 'it gives up what it did for a pod that goes',
  },
  {
    line: /upgradeaware.*"Error proxying data|conn\.go.*(use of closed network connection|connection reset by peer)/,
    why: 'a client goes away',
  },
  {
    line: /cadvisor\.ContainerInfoV2.*unable to find data in memory cache/,
    why: 'it has not measured a new cgroup yet',
  },
  {
    line: /checkpoint is not found|no imagefs label for configured runtime|find pid namespace of init process/,
    why: 'every start',
  },
  {
    line: /failed to check if node is newer|status check may not have completed yet|pleg has yet to be successful/,
    why: 'a kubelet without an API server',
  },
];
/** Of the daemon: lines at warn and above. */
const daemons: readonly Expected[] = [asked, { line: /"remedy":/, why: 'what the machine lacks, said at start' }];

/**
 * Errors of the kubelet that nothing here explains, each kind once, with how often it came.
 * @param wasKilled the runtime was.
 */
export const kubeletTroubles = (log: string, { wasKilled }: { readonly wasKilled: boolean }): readonly string[] =>
  counted(
    log
      .split('\n')
      .filter((line) => /^E\d{4} /.test(line) && !isExpected([...kubelets, ...(wasKilled ? deaths : [])], line)),
    (line) => line.replace(/^E\d{4} \S+ +\d+ /, ''),
  );

/** The same of the daemon's warnings and errors. */
export const daemonTroubles = (log: string): readonly string[] =>
  counted(
    log.split('\n').filter((line) => /"level":"(warn|error|fatal)"/.test(line) && !isExpected(daemons, line)),
    (line) => line.replace(/"(time|requestId)":"[^"]*",/g, '').replace(/,?"elapsedMs":[\d.]+/g, ''),
  );

const isExpected = (expected: readonly Expected[], line: string): boolean =>
  expected.some((one) => one.line.test(line));

/** Lines that differ in ids alone are one. */
const counted = (lines: readonly string[], strip: (line: string) => string): readonly string[] => {
  const groups = Map.groupBy(lines.map(strip), (line) => line.replace(/[0-9a-f-]{32,}/g, 'ID').slice(0, 120));
  return [...groups.values()].map((group) => `${group.length} × ${group[0]?.slice(0, 600)}`);
};
