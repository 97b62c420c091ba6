/** What people call the things that requests made: a pod's name, a container's, the image of a pull. */
import { inside } from './inside.ts';
import type { Seen } from './seen.ts';
import type { RawSpan } from './spans.ts';

/** By actor. Attempts after the first are told. */
export const titlesOf = (seen: readonly Seen[], spans: readonly RawSpan[]): Readonly<Record<string, string>> => {
  const byRow = new Map(seen.map((each) => [each.row, each.record]));
  const titles: Record<string, string> = {};
  for (const { kind, label, row, actor } of spans) {
    const record = kind === 'request' ? byRow.get(row) : undefined;
    if (record?.k !== 'I') continue;
    const title =
      label === 'image.pull'
        ? inside(record.e, 'reference')
        : label === 'sandbox.run' || label === 'container.create'
          ? inside(record.e, 'config', 'metadata', 'name')
          : undefined;
    if (typeof title !== 'string' || title === '') continue;
    const attempt = label === 'container.create' ? inside(record.e, 'config', 'metadata', 'attempt') : 0;
    titles[actor] ??= typeof attempt === 'number' && attempt > 0 ? `${title} (attempt ${attempt})` : title;
  }
  return titles;
};
