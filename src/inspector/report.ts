/** A page that is one file (`troupe report`): where in it things stand. Known to who writes it and to the page. */
import type { SourceAbout } from './stream.ts';

/** JSON of the element {@link elements}`.index`. */
export interface ReportIndex {
  readonly sources: readonly SourceAbout[];
}

/** Ids of elements. Index and charts are JSON, the others base64 of gzip; none is run as it stands. */
export const elements = {
  index: 'troupe-report',
  worker: 'troupe-worker',
  charts: 'troupe-charts',
  recording: (number: number): string => `troupe-recording-${number}`,
} as const;
