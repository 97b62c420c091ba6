/** Many small kernel files in one go, for measuring. What cannot be read (any more) is undefined: nothing here fails. */
import { call, checkTexts } from './addon.ts';

/** What each file says, in the order of the paths; undefined also for one of more than 256 KiB. */
export const readSmallFiles = (paths: readonly string[]): Promise<readonly (string | undefined)[]> =>
  call((addon: SampleCalls) => {
    checkTexts('open', ...paths);
    return addon.readSmallFiles(paths);
  });

/** `/proc/net/dev` as it reads in each of these network namespaces; one thread enters all of them, and ends. */
export const readNetDev = (netnsPaths: readonly string[]): Promise<readonly (string | undefined)[]> =>
  call((addon: SampleCalls) => {
    checkTexts('open', ...netnsPaths);
    return addon.readNetDev(netnsPaths);
  });

/** Open descriptors of each group of processes together; undefined where they have more than 100 000. */
export const countDescriptors = (
  groups: readonly (readonly number[])[],
): Promise<readonly (DescriptorCount | undefined)[]> => call((addon: SampleCalls) => addon.countDescriptors(groups));

export interface DescriptorCount {
  readonly descriptors: number;
  readonly sockets: number;
}

interface SampleCalls {
  readSmallFiles(paths: readonly string[]): Promise<(string | undefined)[]>;
  readNetDev(netnsPaths: readonly string[]): Promise<(string | undefined)[]>;
  countDescriptors(groups: readonly (readonly number[])[]): Promise<(DescriptorCount | undefined)[]>;
}
