/** What the palette offers. */
import { savedQueries } from '../../../journal/query/saved.ts';
import type { NoteRow, PodRow } from '../../model/questions.ts';
import { goLive, setAt } from '../moment.ts';
import { openNote } from '../notes.ts';
import { shownPages } from '../pages.ts';
import { go } from '../route.ts';
import { save } from '../save.ts';
import { lookAt } from '../sources.ts';
import { sourceId, sources } from '../state.ts';
import { togglePlay } from './play.ts';
import { toggleTheme } from './theme.ts';

export interface Choice {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** The key that does the same. */
  readonly hint: string;
  readonly run: () => void;
}

/** All but pods. */
export const fixedChoices = (): readonly Choice[] => [
  ...shownPages().map(({ id, title, key }) => ({
    id: `page ${id}`,
    group: 'page',
    title,
    hint: `g ${key}`,
    run: () => go({ page: id }),
  })),
  { id: 'do live', group: 'time', title: 'Back to the newest', hint: 'L', run: goLive },
  { id: 'do play', group: 'time', title: 'Play, pause', hint: 'Space', run: togglePlay },
  { id: 'do note', group: 'note', title: 'Add a note to this moment', hint: 'n', run: openNote },
  { id: 'do save', group: 'file', title: 'Save this recording, with its notes', hint: '', run: save },
  { id: 'do theme', group: 'view', title: 'Light or dark', hint: '', run: toggleTheme },
  ...sources.value
    .filter(({ id }) => id !== sourceId.value)
    .map(({ id, title }) => ({ id: `source ${id}`, group: 'source', title, hint: '', run: () => lookAt(id) })),
  ...savedQueries.map(({ name, about }) => ({
    id: `query ${name}`,
    group: 'journal',
    title: `${name}: ${about}`,
    hint: '',
    run: () => go({ page: 'journal', params: { saved: name } }),
  })),
];

export const noteChoices = (notes: readonly NoteRow[]): readonly Choice[] =>
  notes.map(({ id, run, q, row, text }) => ({
    id: `note ${id}`,
    group: 'note',
    title: `${text} (${run}:${Math.floor(q)})`,
    hint: '',
    run: () => setAt(row),
  }));

export const podChoices = (rows: readonly PodRow[]): readonly Choice[] =>
  rows.flatMap(({ actor, name, namespace, containers }) => [
    {
      id: actor,
      group: 'pod',
      title: namespace === '' ? name : `${namespace}/${name}`,
      hint: '',
      run: () => go({ page: 'pod', actor }),
    },
    ...containers.map((container) => ({
      id: container.actor,
      group: 'container',
      title: `${name} / ${container.name}`,
      hint: '',
      run: () => go({ page: 'actor', actor: container.actor }),
    })),
  ]);
