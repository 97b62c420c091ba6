/** Loads the native addon, and turns what it throws into failures. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { FailureError } from '../machines/failure.ts';

const addonPath = fileURLToPath(new URL('../../native/build/Release/troupe.node', import.meta.url));
let loaded: object | undefined;

/**
 * The addon itself, loaded at the first call; for who asks whether it can be, and for façades of their own.
 * @throws FailureError ToolMissing {tool, path, command}
 */
export const loadAddon = <Part extends object>(): Part => {
  try {
    loaded ??= createRequire(import.meta.url)(addonPath) as object;
  } catch (cause) {
    const details = { tool: 'native addon', path: addonPath, command: 'sh scripts/build-native.sh' };
    throw new FailureError('ToolMissing', details, { cause });
  }
  return loaded as Part;
};

/** Runs asynchronous work of the addon. @throws FailureError ToolMissing, SyscallFailed */
export const call = async <Part extends object, Output>(work: (addon: Part) => Promise<Output>): Promise<Output> => {
  try {
    return await work(loadAddon<Part>());
  } catch (error) {
    throw failureOfCall(error);
  }
};

/** The same for what is done at once. */
export const callNow = <Part extends object, Output>(work: (addon: Part) => Output): Output => {
  try {
    return work(loadAddon<Part>());
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
export const checkTexts = (syscall: string, ...texts: readonly (string | undefined)[]): void => {
  const bad = texts.find((text) => text?.includes('\0'));
  if (bad !== undefined) throw new FailureError('SyscallFailed', { syscall, path: bad, code: 'EINVAL', errno: -22 });
};
