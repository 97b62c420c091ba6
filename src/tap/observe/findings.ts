/** All that the observer can find. `violation`: the runtime broke the contract. `suspicion`: an interleaving known to end badly. */
export const findings = {
  'status-goes-back': { verdict: 'violation', means: 'a state was told that is earlier than one told before' },
  'stopped-but-running': { verdict: 'violation', means: 'its stop was answered, and it runs' },
  'exited-started': { verdict: 'violation', means: 'a container that had exited was started' },
  'exited-stop-failed': { verdict: 'violation', means: 'the stop of a container that had exited failed' },
  'removed-shown': { verdict: 'violation', means: 'what was removed is shown' },
  'fact-changed': { verdict: 'violation', means: 'a time or an exit code changed' },
  'id-reused': { verdict: 'violation', means: 'an id was given out twice' },
  missing: { verdict: 'violation', means: 'what was there is not shown, and nobody removed it' },
  'list-empty': { verdict: 'violation', means: 'an empty list, and nobody removed what was in it' },
  'two-ready': { verdict: 'violation', means: 'two READY sandboxes of the same metadata' },
  'name-reserved': {
    verdict: 'violation',
    means: 'a retry was refused, for its name is kept by the call that it repeats',
  },
  'event-doubled': { verdict: 'violation', means: 'an event came twice' },
  'event-out-of-order': { verdict: 'violation', means: 'an event came after one that follows it' },
  'exec-overdue': { verdict: 'violation', means: 'an exec was answered after its timeout' },
  'stop-overdue': { verdict: 'suspicion', means: 'a stop takes longer than its timeout' },
  'retry-in-flight': { verdict: 'suspicion', means: 'a request was repeated while it was in flight' },
  'retry-after-unanswered': {
    verdict: 'suspicion',
    means: 'a request was repeated that had been given up without an answer',
  },
  'start-before-create-answered': {
    verdict: 'suspicion',
    means: 'a container was started before its creation was answered',
  },
} as const;
export type FindingCode = keyof typeof findings;

export interface Finding {
  readonly code: FindingCode;
  /** A container or pod: its id; or the metadata of a request. */
  readonly subject: string;
  readonly message: string;
  /** Numbers of records that show it. */
  readonly witnesses: readonly number[];
}
