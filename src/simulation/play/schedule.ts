/** The inputs of a what-if: those of the recording, changed. */
import type { InputRecord } from '../../journal/format.ts';
import { type Change, ChangeInvalid } from './change.ts';

/** One thing that is due, in this order. */
export type Due =
  | { readonly kind: 'input'; readonly record: InputRecord; readonly fails?: Change & { readonly kind: 'fail' } }
  | { readonly kind: 'crash'; readonly t: number };

export interface Schedule {
  readonly due: readonly Due[];
  /** Before this one all is as it was recorded. */
  readonly forkAt: number;
  /** Calls whose answers were taken out. */
  readonly silent: ReadonlySet<string>;
}

/** @throws ChangeInvalid where there is no such input, or it cannot be changed so */
export const changed = (inputs: readonly InputRecord[], changes: readonly Change[]): Schedule => {
  let due: readonly Due[] = inputs.map((record) => ({ kind: 'input', record }));
  let forkAt = inputs.length;
  const silent = new Set<string>();
  for (const change of changes) {
    const { q } = change;
    const at = due.findIndex((each) => each.kind === 'input' && each.record.q === q);
    const found = due[at];
    if (found?.kind !== 'input') throw new ChangeInvalid(`there is no input ${q}`);
    const { record } = found;
    const place = change.kind === 'crash' ? at + 1 : at;
    if (record.s === 'start' && change.kind !== 'crash') throw new ChangeInvalid('a life begins with its start');
    if (change.kind === 'drop') {
      due = due.toSpliced(at, 1);
      if (record.s === 'svc' && record.a !== undefined) silent.add(record.a);
    } else if (change.kind === 'crash') due = due.toSpliced(place, 0, { kind: 'crash', t: record.t });
    else if (change.kind === 'fail') {
      if (record.s !== 'svc') throw new ChangeInvalid(`input ${q} is no answer of a service`);
      due = due.with(at, { kind: 'input', record, fails: change });
    } else {
      const passed = due[Math.min(at + change.by, due.length - 1)];
      if (passed === undefined || passed === found) throw new ChangeInvalid(`nothing comes after input ${q}`);
      const t = timeOf(passed);
      due = due.toSpliced(at, 1).toSpliced(at + change.by, 0, { ...found, record: { ...record, t } });
    }
    forkAt = Math.min(forkAt, place);
  }
  return { due, forkAt, silent };
};

export const timeOf = (due: Due): number => (due.kind === 'crash' ? due.t : due.record.t);
