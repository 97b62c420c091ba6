/** What somebody looks at in `troupe top`, and what each key makes of it. Pure. */
import type { PodOrder } from '../../inspector/model/questions.ts';
import type { Key } from './keys.ts';

export interface View {
  /** A pod's actors, with the pod in the first place; undefined: all pods. */
  readonly within: string | undefined;
  /** Row of the list that the marker is on. */
  readonly at: number;
  readonly order: PodOrder;
  readonly isDescending: boolean;
  /** Where the marker was among the pods. */
  readonly atBefore: number;
}

export const firstView: View = { within: undefined, at: 0, order: 'state', isDescending: false, atBefore: 0 };

/** What there is to move in. */
export interface Scene {
  /** Actors of the list, as they stand there. */
  readonly actors: readonly (string | undefined)[];
  /** Rows of it that are seen at a time. */
  readonly height: number;
}

const orders: readonly PodOrder[] = ['state', 'age', 'name', 'last'];

/** Undefined: it ends. */
export const viewAfter = (view: View, key: Key, { actors, height }: Scene): View | undefined => {
  const last = Math.max(0, actors.length - 1);
  const to = (at: number): View => ({ ...view, at: Math.min(last, Math.max(0, at)) });
  switch (key) {
    case 'quit':
      return undefined;
    case 'up':
      return to(view.at - 1);
    case 'down':
      return to(view.at + 1);
    case 'page up':
      return to(view.at - height);
    case 'page down':
      return to(view.at + height);
    case 'home':
      return to(0);
    case 'end':
      return to(last);
    case 'enter': {
      const actor = actors[view.at];
      if (view.within !== undefined || actor === undefined) return view;
      return { ...view, within: actor, at: 0, atBefore: view.at };
    }
    case 'back':
      return view.within === undefined ? view : { ...view, within: undefined, at: view.atBefore };
    case 'order':
      return { ...view, order: orders[(orders.indexOf(view.order) + 1) % orders.length] ?? 'state' };
    case 'turn':
      return { ...view, isDescending: !view.isDescending };
  }
};
