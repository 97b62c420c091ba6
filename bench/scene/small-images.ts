/** The images of the bench's pods: busybox with a program that waits for SIGTERM, and that program alone. */
import { readFile } from 'node:fs/promises';
import { draftBusybox } from '../../src/image/busybox-image.ts';
import { draftImage } from '../../src/image/image-writer.ts';
import { tarOf } from '../../src/image/tar-writer.ts';
import { pushDraft } from './push.ts';

export interface SmallImages {
  /** The containers'. `/bin/hold` stays and ends at once on SIGTERM. */
  readonly workload: string;
  /** The peer's infra containers'. */
  readonly pause: string;
}

export interface SmallImagesInput {
  readonly host: string;
  readonly busybox: string;
  /** A static program that waits, reaps, and ends on SIGTERM: the one that troupe has built in. */
  readonly pauseFile: string;
}

export const pushSmallImages = async ({ host, busybox, pauseFile }: SmallImagesInput): Promise<SmallImages> => {
  const program = await readFile(pauseFile);
  const hold = tarOf([{ path: 'bin/hold', content: program, mode: 0o755 }]);
  const pause = tarOf([{ path: 'pause', content: program, mode: 0o755 }]);
  const images = { workload: `${host}/bench/workload:1`, pause: `${host}/bench/pause:1` };
  await pushDraft(images.workload, await draftBusybox(busybox, { layers: [{ tar: hold }] }));
  await pushDraft(
    images.pause,
    draftImage({ layers: [{ tar: pause }], config: { Entrypoint: ['/pause'], User: '65535:65535' } }),
  );
  return images;
};
