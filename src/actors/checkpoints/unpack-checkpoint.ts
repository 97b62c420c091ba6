/**
 * A checkpoint made ready to be restored: CRIU's images in a directory, and what the container wrote in the writable layer of
 * the new one. Nothing in it is trusted: of names only plain ones are taken, and layers go through the unpacker of images.
 */
import { createWriteStream } from 'node:fs';
import { chmod, chown, lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { checkpointFiles } from '../../image/archive/checkpoint-files.ts';
import type { ArchiveFiles } from '../../image/archive/files.ts';
import type { TarEntry } from '../../image/tar-writer.ts';
import { tarOf } from '../../image/tar-writer.ts';
import { compressionOf, type OpenSink } from '../../image/unpack-layer.ts';
import { FailureError } from '../../machines/failure.ts';
import { errnoOf } from '../fs-failure.ts';

export interface UnpackOptions {
  readonly openSink: OpenSink;
  readonly maxBytes: number;
  readonly maxEntries: number;
}
export interface UnpackTargets {
  /** Empty yet, and mounted nowhere. */
  readonly upperDir: string;
  /** Of the image below, uppermost first. */
  readonly lowerDirs: readonly string[];
  /** Made here: `images` with CRIU's, and `container.log` where there is one. */
  readonly checkpointDir: string;
}

const maxImages = 100_000;
const maxDeletedBytes = 64 * 1024 * 1024;

/** @throws FailureError CheckpointInvalid {file, reason}, LayerInvalid, NoSpace, SyscallFailed, Cancelled. What is there then is the caller's to remove. */
export const unpackCheckpoint = async (
  files: ArchiveFiles,
  targets: UnpackTargets,
  options: UnpackOptions,
  signal: AbortSignal,
): Promise<void> => {
  const { checkpointDir } = targets;
  await mkdir(join(checkpointDir, 'images'), { recursive: true, mode: 0o700 });
  await takeImages(files, checkpointDir, options, signal);
  if ((await files.sizeOf(checkpointFiles.log)) !== undefined)
    await copyOut(files, checkpointFiles.log, join(checkpointDir, checkpointFiles.log), signal);
  const deleted = await deletedIn(files);
  if (deleted.length > 0) await applyLayer([tarOf(whiteoutsOf(deleted))], targets, options, signal);
  if ((await files.sizeOf(checkpointFiles.written)) !== undefined)
    await applyLayer(files.stream(checkpointFiles.written), targets, options, signal);
};

const takeImages = async (
  files: ArchiveFiles,
  checkpointDir: string,
  { maxBytes }: UnpackOptions,
  signal: AbortSignal,
): Promise<void> => {
  const dir = checkpointFiles.images;
  const names = await files.list(dir);
  if (!names.includes('inventory.img')) throw invalid(dir, 'it has no inventory.img: this is no checkpoint of CRIU');
  if (names.length > maxImages) throw invalid(dir, 'it has too many files');
  let bytes = 0;
  for (const name of names) {
    const file = `${dir}/${name}`;
    const size = await files.sizeOf(file);
    if (size === undefined) continue; // a directory, or a link to nothing
    bytes += size;
    if (bytes > maxBytes) throw invalid(dir, 'its files are too large');
    await copyOut(files, file, join(checkpointDir, 'images', name), signal);
  }
};

const copyOut = (files: ArchiveFiles, name: string, target: string, signal: AbortSignal): Promise<void> =>
  pipeline(files.stream(name), createWriteStream(target, { flags: 'wx', mode: 0o600 }), { signal });

const deletedIn = async (files: ArchiveFiles): Promise<readonly string[]> => {
  const bytes = await files.read(checkpointFiles.deleted, maxDeletedBytes);
  if (bytes === undefined) return [];
  try {
    const paths: unknown = JSON.parse(bytes.toString('utf8'));
    if (paths === null) return []; // how Go writes a list without items
    if (Array.isArray(paths) && paths.every((path) => typeof path === 'string')) return paths;
  } catch {
    // said below
  }
  throw invalid(checkpointFiles.deleted, 'it is no list of paths');
};

/** As an image layer has them: the unpacker knows what to do with them, and where not to. */
const whiteoutsOf = (paths: readonly string[]): readonly TarEntry[] =>
  paths.flatMap((path) => {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.');
    const name = parts.pop();
    if (name === undefined || name === '..' || parts.includes('..') || path.includes('\0'))
      throw invalid(checkpointFiles.deleted, 'a path leads out of the container');
    const whiteout = [...parts, `.wh.${name}`].join('/');
    return [
      { path: 'long', type: 'extended', content: paxRecord('path', whiteout) },
      { path: 'short' },
    ] satisfies TarEntry[];
  });

/** `length key=value\n`, where the length counts itself. Source: POSIX.1-2017, pax Extended Header. */
const paxRecord = (key: string, value: string): string => {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + 1;
  while (String(length).length + bytes !== length) length = String(length).length + bytes;
  return `${length}${rest}`;
};

const applyLayer = async (
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  { upperDir, lowerDirs }: UnpackTargets,
  { openSink, maxBytes, maxEntries }: UnpackOptions,
  signal: AbortSignal,
): Promise<void> => {
  let sink: ReturnType<OpenSink> | undefined;
  try {
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      sink ??= openSink({ targetDir: upperDir, compression: compressionOf(chunk), maxBytes, maxEntries });
      await sink.write(chunk);
    }
    const unpacked = await sink?.end();
    if (unpacked?.isRootOpaque === true) throw invalid(checkpointFiles.written, 'it hides the whole image');
    for (const dir of unpacked?.impliedDirs ?? []) await lookLikeLower(upperDir, lowerDirs, dir);
  } catch (error) {
    await sink?.abort();
    throw error;
  }
};

/** A directory that is there only for what is in it must not cover the image's with another owner and mode. */
const lookLikeLower = async (upperDir: string, lowerDirs: readonly string[], dir: string): Promise<void> => {
  for (const lowerDir of lowerDirs) {
    const about = await realDirectory(lowerDir, dir);
    if (about === 'absent') continue;
    if (about === 'hidden') return;
    await chown(join(upperDir, dir), about.uid, about.gid);
    await chmod(join(upperDir, dir), about.mode & 0o7777);
    return;
  }
};

/** Part by part: links are not followed. */
const realDirectory = async (root: string, dir: string) => {
  let path = root;
  let about: Awaited<ReturnType<typeof lstat>> | undefined;
  for (const part of dir.split('/')) {
    path = join(path, part);
    try {
      about = await lstat(path);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return 'absent';
      throw error;
    }
    if (!about.isDirectory()) return 'hidden';
  }
  return about === undefined ? 'absent' : { uid: Number(about.uid), gid: Number(about.gid), mode: Number(about.mode) };
};

const invalid = (file: string, reason: string): FailureError => new FailureError('CheckpointInvalid', { file, reason });
