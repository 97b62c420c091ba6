/**
 * The typed façade of the native addon (native/): what Node cannot do itself.
 *
 * Functions that return a promise work on a thread of libuv's pool, which has four; they cannot be cancelled, so who calls
 * bounds its own waiting. A failed system call is `FailureError SyscallFailed {syscall, code, errno, path?}`: `code` is
 * 'EEXIST', `errno` -17 as in Node's errors. A path with a NUL in it is EINVAL. Where the addon has not been built, the
 * first call of any function fails with ToolMissing {tool, path, command}.
 */
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { FailureError } from './machines/failure.ts';

// Namespaces

export interface NamespacePins {
  /** Paths of files that are made; an existing one is EEXIST. */
  readonly net?: string;
  readonly ipc?: string;
  readonly uts?: string;
  /** Of the new UTS namespace; without one: EINVAL. */
  readonly hostname?: string | undefined;
  /** `net.ipv4.ip_forward` or `net/ipv4/ip_forward`; only settings of namespaces made by this call, else EINVAL. */
  readonly sysctls?: Readonly<Record<string, string>>;
}

/**
 * Makes namespaces that live as long as the files over which they are bind-mounted; in a new net namespace `lo` is up.
 * All or nothing: a failure leaves no file, no mount and no namespace. The folders must be there.
 */
export const pinNamespaces = (pins: NamespacePins): Promise<void> =>
  call((addon) => {
    const sysctls = Object.entries(pins.sysctls ?? {});
    checkTexts('pinNamespaces', pins.net, pins.ipc, pins.uts, pins.hostname, ...sysctls.flat());
    return addon.pinNamespaces({ ...pins, sysctls });
  });

/** Unmounts (lazily) all that is mounted on the file, and removes it. Absent, or an ordinary file since a reboot: fine. */
export const unpinNamespace = (pinPath: string): Promise<void> =>
  call((addon) => {
    checkTexts('umount2', pinPath);
    return addon.unpinNamespace(pinPath);
  });

/** Whether a namespace is pinned there; an absent path is not. */
export const isNamespaceFile = (path: string): Promise<boolean> =>
  call((addon) => {
    checkTexts('statfs', path);
    return addon.isNamespaceFile(path);
  });

// Mounts

export type MountFlag =
  | 'bind'
  | 'rbind'
  | 'remount'
  | 'ro'
  | 'nosuid'
  | 'nodev'
  | 'noexec'
  | 'private'
  | 'rprivate'
  | 'shared'
  | 'rshared'
  | 'slave'
  | 'rslave';

export interface MountInput {
  readonly source: string;
  readonly target: string;
  readonly fsType?: string;
  readonly flags?: readonly MountFlag[];
  /** The filesystem's own options, comma-separated. */
  readonly data?: string;
}

/**
 * mount(2), in as many calls as it takes: attributes of a bind mount ('ro', with 'rbind' only of the topmost mount) are
 * added to those of its source, and a propagation is set, or nothing stays mounted. A propagation alone changes the mount
 * that is there. Links in `target` are followed.
 */
export const mount = ({ source, target, fsType = '', flags = [], data = '' }: MountInput): Promise<void> =>
  call((addon) => {
    checkTexts('mount', source, target, fsType, data);
    return addon.mount({ source, target, fsType, flags, data });
  });

export interface OverlayInput {
  /** Uppermost first; any characters. At most 500, the kernel's limit. */
  readonly lowerDirs: readonly string[];
  /** Absent, with `workDir`: nothing can be written. */
  readonly upperDir?: string;
  /** On the filesystem of `upperDir`. */
  readonly workDir?: string;
  readonly target: string;
  readonly isReadOnly?: boolean;
  /** `name` or `name=value`. `index=off` is added unless an index is asked for: images are mounted more than once. */
  readonly options?: readonly string[];
}

/**
 * Mounts an overlay. One lower directory and no upper one, which overlayfs refuses, are a read-only bind mount.
 * EINVAL may be any mistake: the kernel's log (dmesg) has overlayfs's word on it.
 */
export const mountOverlay = (input: OverlayInput): Promise<void> => {
  const { lowerDirs, upperDir, workDir, target, isReadOnly = false, options = [] } = input;
  const [only] = lowerDirs;
  if (upperDir === undefined && lowerDirs.length === 1 && only !== undefined) {
    return mount({ source: only, target, flags: ['bind', 'ro'] });
  }
  return call((addon) => {
    checkTexts('mount', target, upperDir, workDir, ...lowerDirs, ...options);
    return addon.mountOverlay({
      lowerDirs,
      upperDir,
      workDir,
      target,
      isReadOnly,
      options: options.some((option) => /^index(=|$)/.test(option)) ? options : [...options, 'index=off'],
      ways: ['append', 'join', 'legacy'],
    });
  });
};

/**
 * Unmounts the topmost mount; links in the last part of `target` are not followed. Lazily: from the tree now, for good
 * when nobody uses it any more. A busy mount is EBUSY.
 * @returns false where nothing was mounted there, or nothing is there.
 */
export const unmount = (target: string, { isLazy = false }: { readonly isLazy?: boolean } = {}): Promise<boolean> =>
  call((addon) => {
    checkTexts('umount2', target);
    return addon.unmount(target, isLazy);
  });

// Paths inside a hostile root. Every link and every `..` in `path` stays inside `root`; links of /proc to open files are
// ELOOP. A root that is absent is ENOENT, never "nothing there". Source: openat2(2), Linux 5.6.

/** Opens a regular file or a directory for reading; any other kind (a device, a FIFO) is EINVAL and remains unopened. */
export const openInRoot = (root: string, path: string): Promise<number> =>
  call((addon) => {
    checkTexts('openat2', root, path);
    return addon.openInRoot(root, path);
  });

/** @returns undefined where it is absent. More than `maxBytes`: EFBIG; a directory: EISDIR; other kinds: EINVAL. */
export const readFileInRoot = (root: string, path: string, maxBytes: number): Promise<Buffer | undefined> =>
  call((addon) => {
    checkTexts('openat2', root, path);
    return addon.readFileInRoot(root, path, maxBytes);
  });

/** @returns the host's path, without links, of what `path` names inside the root; undefined where that is absent. */
export const resolveInRoot = (root: string, path: string): Promise<string | undefined> =>
  call((addon) => {
    checkTexts('openat2', root, path);
    return addon.resolveInRoot(root, path);
  });

/**
 * `mkdir -p`, through links inside the root, also those that point to nothing yet. What is made has exactly `mode`; what
 * is there stays as it is. A part that is a file: ENOTDIR.
 * @returns the host's path.
 */
export const makeDirInRoot = (root: string, path: string, mode: number): Promise<string> =>
  call((addon) => {
    checkTexts('mkdirat', root, path);
    return addon.makeDirInRoot(root, path, mode);
  });

// Processes

export interface ProcessHandle {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat: with the pid, the identity of a process until the next boot. */
  readonly startTicks: string;
  /** @returns false where it has exited, reaped or not; signal 0 only asks. */
  signal(signal: number): boolean;
  /** Called once, in a later turn, when all threads of it have ended; soon, where they have. Keeps no event loop alive. */
  onExit(listener: () => void): void;
  /** Releases the descriptor; listeners are not called any more, and signals are EBADF. */
  close(): void;
}

/**
 * Takes hold of a process by its pidfd, which is one descriptor until `close`. Source: pidfd_open(2).
 * @returns undefined where it is gone, a zombie, or (other `startTicks`) another process of that number.
 */
export const openProcess = (pid: number, startTicks?: string): ProcessHandle | undefined => {
  const opened = callNow((addon) => addon.Process.open(pid, startTicks));
  return opened === undefined ? undefined : new OpenProcess(pid, opened);
};

/** @returns undefined where it is gone or a zombie. */
export const startTicksOf = (pid: number): string | undefined => callNow((addon) => addon.startTicksOf(pid));

class OpenProcess implements ProcessHandle {
  readonly pid: number;
  readonly startTicks: string;
  readonly #process: AddonProcess;
  #listeners: (() => void)[] = [];
  #state: 'open' | 'watched' | 'exited' | 'closed' = 'open';

  constructor(pid: number, process: AddonProcess) {
    this.pid = pid;
    this.startTicks = process.startTicks;
    this.#process = process;
  }

  signal(signal: number): boolean {
    return callNow(() => this.#process.signal(signal));
  }

  onExit(listener: () => void): void {
    if (this.#state === 'closed') return;
    this.#listeners.push(listener);
    if (this.#state === 'exited') queueMicrotask(() => this.#tellExit());
    if (this.#state !== 'open') return;
    callNow(() => this.#process.watch(() => this.#tellExit()));
    this.#state = 'watched';
  }

  close(): void {
    this.#state = 'closed';
    this.#listeners = [];
    this.#process.close();
  }

  #tellExit(): void {
    if (this.#state === 'closed') return;
    this.#state = 'exited';
    for (const listener of this.#listeners.splice(0)) listener();
  }
}

// Unix sockets of packets

interface SeqpacketEvents {
  packet: [data: Buffer];
  end: [];
  error: [failure: FailureError];
  drain: [];
}

/**
 * A connected SOCK_SEQPACKET socket, as conmon's attach socket. Packets are read from the first turn on.
 *
 * - `packet`: up to 64 KiB; a longer one is an `error` EMSGSIZE, and the last that is read.
 * - `end`: the peer sends no more (it may have closed). All that it sent has come before.
 * - `error`: nothing more is read. Not for a peer that reads no more: what is still sent to it is dropped, as `end` tells.
 * - `drain`: all is sent, after a `send` that returned false.
 *
 * One descriptor, and the event loop, are held until `close`; no event ends the socket by itself.
 */
export class SeqpacketSocket extends EventEmitter<SeqpacketEvents> {
  readonly #port: AddonSeqpacket;
  readonly #queue: Buffer[] = [];
  #state: 'open' | 'ending' | 'ended' | 'closed' = 'open';

  /** Paths of any length. Nobody listens: ECONNREFUSED; a backlog that stays full for 10 s: ETIMEDOUT. */
  static async connect(path: string): Promise<SeqpacketSocket> {
    const fd = await call((addon) => {
      checkTexts('connect', path);
      return addon.connectSeqpacket(path);
    });
    return new SeqpacketSocket(fd);
  }

  /** Takes over a connected, non-blocking socket. */
  constructor(fd: number) {
    super();
    this.#port = callNow(
      ({ Seqpacket }) =>
        new Seqpacket(fd, {
          onPacket: (data) => this.emit('packet', data),
          onEnd: () => this.emit('end'),
          onError: (error) => this.emit('error', failureOfCall(error)),
          onWritable: () => this.#sendQueued(),
        }),
    );
    this.#port.read(true);
  }

  /**
   * Sends one packet, which readers with a smaller buffer get cut: conmon's is 32 KiB.
   * @returns false where packets are waiting: send more after `drain`. Nothing is refused; after `end` all is dropped.
   */
  send(data: Buffer): boolean {
    if (this.#state !== 'open') return true;
    this.#queue.push(data);
    if (this.#queue.length === 1) this.#sendQueued();
    return this.#queue.length === 0;
  }

  /** No more packets from us, after those that wait. */
  end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ending';
    this.#endIfSent();
  }

  close(): void {
    this.#state = 'closed';
    this.#queue.length = 0;
    this.#port.close();
  }

  pause(): void {
    if (this.#state !== 'closed') this.#port.read(false);
  }

  resume(): void {
    if (this.#state !== 'closed') this.#port.read(true);
  }

  #sendQueued(): void {
    const hadWaited = this.#queue.length > 0 && this.#isWaiting;
    this.#isWaiting = false;
    try {
      for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
        if (!this.#port.send(next)) {
          this.#isWaiting = true;
          return;
        }
        this.#queue.shift();
      }
    } catch (error) {
      this.#queue.length = 0;
      const failure = failureOfCall(error);
      if (!isPeerGone(failure)) this.emit('error', failure);
    }
    this.#endIfSent();
    if (hadWaited && this.#state === 'open') this.emit('drain');
  }

  #isWaiting = false;

  #endIfSent(): void {
    if (this.#state !== 'ending' || this.#queue.length > 0) return;
    this.#state = 'ended';
    callNow(() => this.#port.shutdown());
  }
}

const isPeerGone = ({ details }: FailureError): boolean => details.code === 'EPIPE' || details.code === 'ECONNRESET';

// Usage

export interface DiskUsage {
  readonly usedBytes: number;
  readonly inodesUsed: number;
}

/**
 * What a directory and all in it take of its filesystem: allocated blocks, hard links once. Other mounts in it are left
 * out; what vanishes meanwhile is skipped. Takes as long as the tree is large, and one thread of the pool.
 */
export const diskUsage = (dir: string): Promise<DiskUsage> =>
  call((addon) => {
    checkTexts('open', dir);
    return addon.diskUsage(dir);
  });

// The addon

interface AddonProcess {
  readonly startTicks: string;
  signal(signal: number): boolean;
  watch(onExit: () => void): void;
  close(): void;
}
interface AddonSeqpacket {
  read(isOn: boolean): void;
  send(data: Buffer): boolean;
  shutdown(): void;
  close(): void;
}
interface Addon {
  pinNamespaces(pins: Omit<NamespacePins, 'sysctls'> & { sysctls: (readonly [string, string])[] }): Promise<void>;
  unpinNamespace(path: string): Promise<void>;
  isNamespaceFile(path: string): Promise<boolean>;
  mount(input: Required<MountInput>): Promise<void>;
  mountOverlay(
    input: OverlayInput & { upperDir: string | undefined; workDir: string | undefined; ways: readonly string[] },
  ): Promise<void>;
  unmount(target: string, isLazy: boolean): Promise<boolean>;
  openInRoot(root: string, path: string): Promise<number>;
  readFileInRoot(root: string, path: string, maxBytes: number): Promise<Buffer | undefined>;
  resolveInRoot(root: string, path: string): Promise<string | undefined>;
  makeDirInRoot(root: string, path: string, mode: number): Promise<string>;
  readonly Process: { open(pid: number, startTicks?: string): AddonProcess | undefined };
  startTicksOf(pid: number): string | undefined;
  connectSeqpacket(path: string): Promise<number>;
  readonly Seqpacket: new (
    fd: number,
    listeners: {
      onPacket: (data: Buffer) => void;
      onEnd: () => void;
      onError: (error: Error) => void;
      onWritable: () => void;
    },
  ) => AddonSeqpacket;
  diskUsage(dir: string): Promise<DiskUsage>;
}

const addonPath = fileURLToPath(new URL('../native/build/Release/troupe.node', import.meta.url));
let loaded: Addon | undefined;

/**
 * The addon itself, loaded at the first call; for who asks whether it can be, and for façades of their own.
 * @throws FailureError ToolMissing {tool, path, command}
 */
export const loadAddon = <Part extends object = Addon>(): Part & Addon => {
  try {
    loaded ??= createRequire(import.meta.url)(addonPath) as Addon;
  } catch (cause) {
    const details = { tool: 'native addon', path: addonPath, command: 'sh scripts/build-native.sh' };
    throw new FailureError('ToolMissing', details, { cause });
  }
  return loaded as Part & Addon;
};

const call = async <Output>(work: (addon: Addon) => Promise<Output>): Promise<Output> => {
  try {
    return await work(loadAddon());
  } catch (error) {
    throw failureOfCall(error);
  }
};

const callNow = <Output>(work: (addon: Addon) => Output): Output => {
  try {
    return work(loadAddon());
  } catch (error) {
    throw failureOfCall(error);
  }
};

/** What is neither a failed call nor a failure already is our mistake, and passes unchanged. */
export const failureOfCall = (error: unknown): FailureError => {
  const { syscall, code, errno, path } = error as NodeJS.ErrnoException;
  if (error instanceof FailureError || typeof syscall !== 'string') throw error;
  const details = { syscall, code: String(code), errno: errno ?? 0, ...(path === undefined ? {} : { path }) };
  return new FailureError('SyscallFailed', details, { cause: error });
};

/** C would end a text at the first NUL. */
const checkTexts = (syscall: string, ...texts: readonly (string | undefined)[]): void => {
  const bad = texts.find((text) => text?.includes('\0'));
  if (bad !== undefined) throw new FailureError('SyscallFailed', { syscall, path: bad, code: 'EINVAL', errno: -22 });
};
