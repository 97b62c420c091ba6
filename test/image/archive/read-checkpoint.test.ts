import { describe, expect, test } from 'vitest';
import type { ArchiveFiles } from '../../../src/image/archive/files.ts';
import { readCheckpoint } from '../../../src/image/archive/read-checkpoint.ts';

const filesOf = (texts: Readonly<Record<string, unknown>>): ArchiveFiles => ({
  read: async (name) => {
    const value = texts[name];
    return value === undefined ? undefined : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  },
  sizeOf: async () => undefined,
  stream: async function* () {},
  list: async () => [],
  close: async () => undefined,
});
const config = { rootfsImageRef: 'sha256:1', rootfsImageName: 'a/b:c', checkpointedTime: '2026-01-01T00:00:00Z' };
const spec = {
  process: { terminal: true },
  mounts: [
    { destination: '/data', type: 'bind', options: ['rbind'] },
    { destination: '/more', options: ['ro', 'bind'] },
    { destination: '/proc', type: 'proc' },
  ],
};

describe('what a checkpoint says', () => {
  test('an archive of ours or of containerd → image, annotations, mounts', async () => {
    const files = filesOf({ 'config.dump': config, 'spec.dump': spec, 'status.dump': { annotations: { a: '1' } } });
    expect(await readCheckpoint(files, '/x.tar')).toEqual({
      imageReferences: ['sha256:1', 'a/b:c'],
      imageName: 'a/b:c',
      annotations: { a: '1' },
      checkpointedAt: '2026-01-01T00:00:00Z',
      spec: {
        isTerminal: true,
        mounts: [
          { destination: '/data', isBind: true },
          { destination: '/more', isBind: true },
          { destination: '/proc', isBind: false },
        ],
      },
    });
  });

  test('an archive of CRI-O → annotations of its spec; without a status', async () => {
    const annotations = { 'io.kubernetes.cri-o.Annotations': '{"b":"2"}' };
    const files = filesOf({ 'config.dump': { rootfsImageName: 'x' }, 'spec.dump': { annotations } });
    expect(await readCheckpoint(files, '/x.tar')).toMatchObject({
      annotations: { b: '2' },
      imageReferences: ['x'],
      checkpointedAt: '',
      spec: { isTerminal: false, mounts: [] },
    });
  });

  test.each([
    ['no config.dump', { 'spec.dump': spec }, 'config.dump'],
    ['no spec.dump', { 'config.dump': config }, 'spec.dump'],
    ['no JSON', { 'config.dump': '{', 'spec.dump': spec }, 'config.dump'],
    ['no image', { 'config.dump': {}, 'spec.dump': spec }, 'config.dump'],
    ['mounts of another form', { 'config.dump': config, 'spec.dump': { mounts: [{ destination: 7 }] } }, 'spec.dump'],
    ['a list', { 'config.dump': config, 'spec.dump': [] }, 'spec.dump'],
    ['a status of another form', { 'config.dump': config, 'spec.dump': spec, 'status.dump': 7 }, 'status.dump'],
  ])('%s → CheckpointInvalid, with the file', async (_, texts, file) => {
    await expect(readCheckpoint(filesOf(texts), '/x.tar')).rejects.toMatchObject({
      code: 'CheckpointInvalid',
      details: { path: '/x.tar', file },
    });
  });
});
