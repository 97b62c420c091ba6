/** The five layers: a distribution, its packages, a language with its packages, a few huge libraries, an application. */
import type { TarEntry } from '../../src/image/tar-writer.ts';
import type { Contents, Kind } from './contents.ts';
import { type Random, random } from './random.ts';

/** A share of a layer: so many files of these sizes, spread evenly on a logarithmic scale. */
interface Share {
  readonly dir: string;
  readonly kind: Kind;
  readonly count: number;
  readonly from: number;
  readonly to: number;
}
const kB = 1024;
const MB = 1024 * kB;

export const layerPlans: readonly (readonly Share[])[] = [
  [
    { dir: 'usr/share', kind: 'text', count: 4200, from: 300, to: 60 * kB },
    { dir: 'usr/bin', kind: 'program', count: 420, from: 12 * kB, to: MB },
    { dir: 'usr/lib', kind: 'program', count: 220, from: 20 * kB, to: 3 * MB },
  ],
  [
    { dir: 'usr/share/doc', kind: 'text', count: 6000, from: 300, to: 50 * kB },
    { dir: 'usr/lib/packages', kind: 'program', count: 300, from: 20 * kB, to: 3 * MB },
    { dir: 'usr/share/locale', kind: 'text', count: 1400, from: 2 * kB, to: 300 * kB },
  ],
  [
    { dir: 'usr/local/lib/python', kind: 'text', count: 9500, from: 200, to: 60 * kB },
    { dir: 'usr/local/lib/cache', kind: 'program', count: 5200, from: 400, to: 50 * kB },
    { dir: 'usr/local/lib/native', kind: 'program', count: 80, from: 30 * kB, to: 5 * MB },
  ],
  [
    { dir: 'opt/libs', kind: 'program', count: 22, from: 2 * MB, to: 45 * MB },
    { dir: 'opt/models', kind: 'media', count: 6, from: 2 * MB, to: 20 * MB },
  ],
  [
    { dir: 'srv/app', kind: 'text', count: 1600, from: 200, to: 80 * kB },
    { dir: 'srv/media', kind: 'media', count: 260, from: 4 * kB, to: 400 * kB },
  ],
];

/** Files of a layer in the order of a tar file: directories first, now and then a link. */
export function* layerEntries(index: number, contents: Contents): Generator<TarEntry> {
  const source = random(1000 + index);
  for (const share of layerPlans[index] ?? []) yield* shareEntries(share, source, contents);
}

const filesPerDir = 24;

function* shareEntries({ dir, kind, count, from, to }: Share, source: Random, contents: Contents): Generator<TarEntry> {
  yield* dir
    .split('/')
    .map((_, depth, parts): TarEntry => ({ path: `${parts.slice(0, depth + 1).join('/')}/`, type: 'directory' }));
  for (let index = 0; index < count; index++) {
    const folder = `${dir}/d${Math.floor(index / filesPerDir)}`;
    const path = `${folder}/f${index}`;
    if (index % filesPerDir === 0) yield { path: `${folder}/`, type: 'directory' };
    if (index % 40 === 39) yield { path: `${path}.link`, type: 'symlink', target: `f${index}` };
    yield {
      path,
      content: contents(kind, source, source.size(from, to)),
      mode: kind === 'program' ? 0o755 : 0o644,
      uid: dir.startsWith('srv') ? 1000 : 0,
      gid: dir.startsWith('srv') ? 1000 : 0,
      modifiedAt: 1_700_000_000 + index,
    };
  }
}
