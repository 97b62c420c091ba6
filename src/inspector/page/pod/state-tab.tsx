/** What it knows: the fields that this step changed first, all others folded, and what is watched. */
import type { Field } from '../../model/questions.ts';
import { Blank } from '../parts/blank.tsx';
import { shortened, shown } from '../parts/text.tsx';
import { useAnswer } from '../use-answer.ts';
import { RowMoment } from './row-moment.tsx';
import { Watches } from './watches.tsx';

export const StateTab = ({ actor }: { readonly actor: string }) => {
  const { answer, wrong } = useAnswer('state', { actor });
  if (wrong !== undefined) return <Blank title="What it knows cannot be told">{wrong}</Blank>;
  if (answer === undefined) return <p class="pod-wait">reading…</p>;
  if (!answer.isKnown)
    return (
      <Blank title="This source tells no contexts">
        They are known where inputs were played again: of a recording that has its beginning, and live from a daemon
        that is watched from its start.
      </Blank>
    );
  const changed = answer.fields.filter(({ isNew }) => isNew);
  const others = answer.fields.filter(({ isNew }) => !isNew);
  return (
    <div class="pod-state">
      <Watches fields={answer.fields} />
      <section aria-label="Changed in this step">
        <h3>{changed.length === 0 ? 'This step changed nothing' : `Changed in this step (${changed.length})`}</h3>
        {changed.length === 0 ? null : <Fields fields={changed} hasBefore />}
      </section>
      <details open={changed.length === 0}>
        <summary>{`All others (${others.length})`}</summary>
        <Fields fields={others} hasBefore={false} />
      </details>
    </div>
  );
};

const longest = 300;

const Fields = ({ fields, hasBefore }: { readonly fields: readonly Field[]; readonly hasBefore: boolean }) => (
  <table class="pod-fields">
    <thead>
      <tr>
        <th scope="col">Field</th>
        <th scope="col">Value</th>
        {hasBefore ? <th scope="col">Before</th> : null}
        <th scope="col">Changed at</th>
      </tr>
    </thead>
    <tbody>
      {fields.map((field) => (
        <tr key={field.path}>
          <th scope="row" class="mono" title={shown(field.path)}>
            {shown(shortened(field.path, 80))}
          </th>
          <td class="mono">
            <Value json={field.value} />
          </td>
          {hasBefore ? (
            <td class="mono dim">
              <Value json={field.before} />
            </td>
          ) : null}
          <td>
            <RowMoment row={field.row} what={`${shown(shortened(field.path, 80))} changed`} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

/** Marks stand for secrets: kind, length and a hash by which equal ones are known. */
const marks = /(\$redacted:[a-z]+:\d+:[0-9a-f]*)/;
const markParts = /^\$redacted:([a-z]+):(\d+):([0-9a-f]*)$/;

export const Value = ({ json }: { readonly json: string | undefined }) => {
  if (json === undefined) return <span class="dim">not there</span>;
  return (
    <span title={shown(shortened(json, 4096))}>
      {shortened(json, longest)
        .split(marks)
        .map((part, index) => {
          const [, kind, length, hash] = markParts.exec(part) ?? [];
          if (kind === undefined) return shown(part);
          return (
            <span
              key={`${index} ${hash}`}
              class="badge tone-gone"
              title={`a secret of this kind was not recorded; equal ones have the same mark: ${hash}`}
            >
              <span aria-hidden="true">▧</span> {`hidden ${kind}, ${length} bytes`}
            </span>
          );
        })}
    </span>
  );
};
