/** What `troupe top` asks of the model. */
import type { Model } from '../../inspector/model/model.ts';
import type { ActorRow, AnswerOf, Overview, PodRow } from '../../inspector/model/questions.ts';
import type { View } from './view.ts';

export interface TopFacts {
  readonly about: AnswerOf<'about'>;
  readonly overview: Overview;
  readonly pods: readonly PodRow[];
  /** How many pods there are. */
  readonly total: number;
  /** Of the pod that is looked at. */
  readonly tree: readonly ActorRow[] | undefined;
}

const mostPods = 5000;
const mostActors = 1000;

/** @param at row of the model; undefined: the newest */
export const factsOf = (model: Model, source: string, view: View, at: number | undefined): TopFacts => {
  const { order, isDescending, within } = view;
  const { rows, total } = model.answer('pods', {
    source,
    at,
    filter: '',
    order,
    isDescending,
    offset: 0,
    limit: mostPods,
  });
  return {
    about: model.answer('about', { source }),
    overview: model.answer('overview', { source, at }),
    pods: rows,
    total,
    tree:
      within === undefined ? undefined : model.answer('tree', { source, at, below: within, limit: mostActors }).rows,
  };
};
