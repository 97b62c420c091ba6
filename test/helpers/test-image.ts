/** Images for tests, made without any external tool. */
import { writeFile } from 'node:fs/promises';
import { draftBusybox } from '../../src/image/busybox-image.ts';
import {
  archiveOf,
  type DraftedImage,
  draftImage,
  type ImageDraft,
  writeLayout,
} from '../../src/image/image-writer.ts';
import { type TarEntry, tarOf } from '../../src/image/tar-writer.ts';
import { programPath } from './programs.ts';

/** A static one: the machine's own may need libraries that no image has. */
const busyboxPath: string = programPath('busybox') ?? '/bin/busybox';

const marker = (name: string): TarEntry => ({ path: 'etc/image-name', content: `${name}\n` });

/** A busybox image of two layers as an OCI layout (and `docker save` archive, unpacked) in `dir`. */
export const buildBusyboxLayout = async (dir: string, { name, ...draft }: TestImage): Promise<DraftedImage> => {
  const image = await busyboxImage({ name, ...draft });
  await writeLayout(dir, image);
  return image;
};

/** The same as one tar file. */
export const buildBusyboxArchive = async (file: string, draft: TestImage): Promise<DraftedImage> => {
  const image = await busyboxImage(draft);
  await writeFile(file, archiveOf(image));
  return image;
};

export type TestImage = Partial<ImageDraft> & { readonly name: string };

/** The image in memory; its second layer makes images of different names different. */
export const busyboxImage = ({ layers = [], ...draft }: TestImage): Promise<DraftedImage> =>
  draftBusybox(busyboxPath, { ...draft, layers: [{ tar: tarOf([marker(draft.name)]) }, ...layers] });

/** An image of a few small files, one layer for each list. */
export const tinyImage = (
  layers: readonly (readonly TarEntry[])[],
  draft: Omit<ImageDraft, 'layers'> & { readonly compression?: 'gzip' | 'zstd' | 'none' } = {},
): DraftedImage => {
  const { compression = 'gzip', ...rest } = draft;
  return draftImage({ ...rest, layers: layers.map((entries) => ({ tar: tarOf(entries), compression })) });
};
