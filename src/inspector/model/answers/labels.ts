/** How people call actors: the kubelet's names where the recording has them. */
import { partsOfName } from '../../../journal/actor-name.ts';
import { labelOf } from '../labels.ts';
import type { AnswerOf, AskOf } from '../questions.ts';
import type { Source } from '../source.ts';

const mostActors = 1000;

export const labelsAnswer = (source: Source, { actors }: AskOf<'labels'>): AnswerOf<'labels'> =>
  actors.slice(0, mostActors).map((actor) => labelTextOf(source, actor));

/** `web-1`, `web-1 ▸ main`, `web-1 ▸ attachNetwork`; undefined: nothing better than its symbolic name is known. */
const labelTextOf = (source: Source, actor: string): string | undefined => {
  const parts = partsOfName(actor);
  const names = parts.map((_, index) => {
    const path = parts
      .slice(0, index + 1)
      .map(({ kind, id }) => (kind === '' ? id : `${kind}:${id}`))
      .join('/');
    return labelOf(source, path).name;
  });
  const isKnown = names.some((name, index) => name !== parts[index]?.id);
  return isKnown ? names.join(' ▸ ') : undefined;
};
