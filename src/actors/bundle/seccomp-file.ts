import { open } from 'node:fs/promises';
import type { Json } from '../../machines/json.ts';
import { specInvalid } from '../../oci/invalid.ts';
import { errnoOf } from '../fs-failure.ts';

const field = 'linux.security_context.seccomp.localhost_ref';
const maxBytes = 1024 * 1024;

/**
 * A Localhost profile's JSON; undefined: none is asked for.
 * @throws FailureError SpecInvalid where the file is absent, too large or not JSON
 */
export const readSeccompFile = async (path: string | undefined): Promise<Json | undefined> => {
  if (path === undefined) return undefined;
  const text = await boundedText(path);
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw specInvalid(field, `${path} is not JSON`);
  }
};

const boundedText = async (path: string): Promise<string> => {
  try {
    await using file = await open(path);
    const stats = await file.stat();
    if (!stats.isFile()) throw specInvalid(field, `${path} is not a file`);
    if (stats.size > maxBytes) throw specInvalid(field, `${path} is larger than ${maxBytes} bytes`);
    return await file.readFile('utf8');
  } catch (thrown) {
    const code = errnoOf(thrown);
    throw code === undefined ? thrown : specInvalid(field, `cannot read ${path}: ${code}`);
  }
};
