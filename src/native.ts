/**
 * The typed façade of the native addon (native/): what Node cannot do itself.
 *
 * Functions that return a promise work on a thread of libuv's pool, which has four; they cannot be cancelled, so who calls
 * bounds its own waiting. A failed system call is `FailureError SyscallFailed {syscall, code, errno, path?}`: `code` is
 * 'EEXIST', `errno` -17 as in Node's errors. A path with a NUL in it is EINVAL. Where the addon has not been built, the
 * first call of any function fails with ToolMissing {tool, path, command}.
 */
export { loadAddon } from './native/addon.ts';
export { connectInNetns, type LocalTarget } from './native/connections.ts';
export { sendDatagram } from './native/datagrams.ts';
export {
  type MountFlag,
  type MountInput,
  mount,
  mountOverlay,
  type OverlayInput,
  tryIdMappedOverlay,
  unmount,
} from './native/mounts.ts';
export {
  type IdMap,
  type IdRange,
  isNamespaceFile,
  type NamespacePins,
  pinNamespaces,
  unpinNamespace,
} from './native/namespaces.ts';
export { adoptOrphans, deadChild, isChild, reapChild } from './native/orphans.ts';
export { makeDirInRoot, openInRoot, readFileInRoot, resolveInRoot } from './native/paths.ts';
export { openProcess, type ProcessHandle, startTicksOf } from './native/processes.ts';
export { setTreeXattr, type TreeXattr } from './native/relabel.ts';
export { countDescriptors, type DescriptorCount, readNetDev, readSmallFiles } from './native/samples.ts';
export { sealedCopy } from './native/sealed.ts';
export { SeqpacketSocket } from './native/seqpacket.ts';
export { type ProgramStart, spawnProgram } from './native/spawn.ts';
export {
  type ConsoleSocket,
  type ConsoleSocketPlace,
  listenForTerminal,
  makePipe,
  TerminalPort,
} from './native/terminals.ts';
export { type DiskUsage, diskUsage } from './native/usage.ts';
