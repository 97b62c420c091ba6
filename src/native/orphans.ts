/** Processes whose parent has ended. Source: prctl(2), PR_SET_CHILD_SUBREAPER; waitid(2). */
import { callNow } from './addon.ts';

/**
 * From now on descendants of this process that lose their parent become its children, and their exits its own to reap:
 * by nobody else in this process but libuv, which reaps what it has started.
 */
export const adoptOrphans = (): void => callNow((addon: OrphanCalls) => addon.adoptOrphans());

/** @returns the pid of some child that has ended and was not reaped, and is not by this; undefined: there is none. */
export const deadChild = (): number | undefined => callNow((addon: OrphanCalls) => addon.deadChild());

/** Whether it is a child of this process, dead or alive, that nobody has reaped. */
export const isChild = (pid: number): boolean => callNow((addon: OrphanCalls) => addon.isChild(pid));

/** @returns the exit code, 128 + signal for a signal; undefined: it lives, or is no child of ours. */
export const reapChild = (pid: number): number | undefined => callNow((addon: OrphanCalls) => addon.reapChild(pid));

interface OrphanCalls {
  adoptOrphans(): void;
  deadChild(): number | undefined;
  isChild(pid: number): boolean;
  reapChild(pid: number): number | undefined;
}
