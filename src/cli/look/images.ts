/** `troupe images`: a line a name; what has no name has one line. */
import type { Image } from '../../../proto/generated/api.js';
import type { CriClient } from '../../cri/client.ts';
import { bytesOf } from './amounts.ts';
import { answerMs } from './cri.ts';
import { type Desk, type ListOptions, paperOf, printJson } from './desk.ts';
import { fullNameOf } from './select.ts';
import { bareOf, shortenerOf } from './short-ids.ts';
import { type Column, tableOf } from './table.ts';
import { readContainers } from './things.ts';

interface Row {
  readonly image: Image;
  /** Tag, else digest, else `-`. */
  readonly name: string;
  /** Containers, each with its whole name. */
  readonly usedBy: readonly string[];
}

/** @param name a part of a name, or the beginning of an id; undefined: all images. */
export const images = async (
  cri: CriClient,
  { name, ...options }: ListOptions & { readonly name: string | undefined },
  desk: Desk,
): Promise<void> => {
  const { images: all } = await cri.image.listImages({ filter: undefined }, { timeoutMs: answerMs });
  const found = all.filter((image) => name === undefined || isNamed(image, name));
  if (options.isQuiet) {
    for (const { id } of found) desk.print(id);
    return;
  }
  const users = Map.groupBy(await readContainers(cri), ({ imageId }) => imageId);
  const rows = found
    .flatMap((image) => {
      const usedBy = (users.get(image.id) ?? []).map(fullNameOf);
      return namesOf(image).map((each): Row => ({ image, name: each, usedBy }));
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  if (options.output === 'name') for (const row of rows) desk.print(row.name);
  else if (options.output === 'json') {
    printJson(desk, { images: found.map((image) => jsonOf(image, (users.get(image.id) ?? []).map(fullNameOf))) });
  } else {
    const shorten = options.isWhole ? (id: string) => id : shortenerOf(all.map(({ id }) => id));
    for (const line of tableOf(columnsOf(shorten), rows, paperOf(desk, options))) desk.print(line);
  }
};

const isNamed = ({ id, repoTags, repoDigests }: Image, name: string): boolean =>
  bareOf(id).startsWith(bareOf(name)) || [...repoTags, ...repoDigests].some((each) => each.includes(name));

const namesOf = ({ repoTags, repoDigests }: Image): readonly string[] => {
  if (repoTags.length > 0) return repoTags;
  return repoDigests.length > 0 ? repoDigests : ['-'];
};

const columnsOf = (shorten: (id: string) => string): readonly Column<Row>[] => [
  { title: 'NAME', text: ({ name }) => name, shrinks: { to: 20, cut: 'start' } },
  { title: 'ID', text: ({ image }) => shorten(image.id), style: () => 'cyan' },
  { title: 'SIZE', text: ({ image }) => bytesOf(Number(image.size)), align: 'right' },
  { title: 'PINNED', text: ({ image }) => (image.pinned ? 'yes' : '-') },
  {
    title: 'USED BY',
    text: ({ usedBy }) =>
      usedBy.length === 0 ? '-' : usedBy.length === 1 ? `${usedBy[0]}` : `${usedBy.length} containers`,
    style: ({ usedBy }) => (usedBy.length === 0 ? 'dim' : undefined),
    shrinks: { to: 12, cut: 'start' },
  },
];

const jsonOf = (image: Image, usedBy: readonly string[]) => ({
  id: image.id,
  tags: image.repoTags,
  digests: image.repoDigests,
  sizeBytes: Number(image.size),
  isPinned: image.pinned,
  usedBy,
});
