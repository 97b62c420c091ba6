/** What PodSandboxStatus or ContainerStatus would answer at the moment, with the lines marked that the last step changed. */
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../ask.ts';
import { Blank } from '../parts/blank.tsx';
import { Copy } from '../parts/copy.tsx';
import { shortened, shown } from '../parts/text.tsx';
import { moment, sourceId } from '../state.ts';
import { useAnswer } from '../use-answer.ts';
import { changedLines } from './changed-lines.ts';

const indented = (json: string): string => {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
};
const signs = { same: ' ', new: '+', gone: '−' } as const;
const longestLine = 400;

export const CriTab = ({ actor, machine }: { readonly actor: string; readonly machine: string | undefined }) => {
  const { answer, wrong } = useAnswer('state', { actor });
  const before = useBefore(actor);
  const method = machine === 'container' ? 'ContainerStatus' : 'PodSandboxStatus';
  if (wrong !== undefined) return <Blank title="The answer cannot be told">{wrong}</Blank>;
  if (answer === undefined) return <p class="pod-wait">reading…</p>;
  if (!answer.isKnown)
    return <Blank title="This source tells no contexts">So what the CRI would answer is not known.</Blank>;
  if (answer.cri === undefined)
    return <Blank title={`${method} would answer NOT_FOUND`}>It is not shown to clients in this state.</Blank>;
  const now = indented(answer.cri);
  const lines = changedLines(before === undefined ? undefined : indented(before), now);
  const changes = lines.filter(({ kind }) => kind !== 'same').length;
  return (
    <div class="pod-cri">
      <div class="pod-bar">
        <h3>{`${method} would answer`}</h3>
        <span class="dim">{changes === 0 ? 'as before this step' : `${changes} lines changed in this step`}</span>
        <Copy text={() => now} label="Copy" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <section aria-label={`Answer of ${method}`} tabIndex={0}>
        <pre>
          {lines.map(({ text, kind }, index) => (
            <span key={index} class={`cri-line is-${kind}`}>
              <span aria-hidden="true">{`${signs[kind]} `}</span>
              {kind === 'same' ? null : <span class="unseen">{kind === 'new' ? 'new: ' : 'gone: '}</span>}
              {shown(shortened(text, longestLine))}
              {'\n'}
            </span>
          ))}
        </pre>
      </section>
    </div>
  );
};

/** What it would have answered before the step that the moment is in; undefined: not known yet. */
const useBefore = (actor: string): string | undefined => {
  const [before, keep] = useState<{ readonly row: number; readonly cri: string } | undefined>(undefined);
  const row = moment.value?.row;
  const source = sourceId.value;
  useEffect(() => {
    if (row === undefined) return;
    let isWanted = true;
    const find = async () => {
      const step = await ask('step', { source, at: row, by: 'transition', count: -1, actor });
      if (step === undefined || step.row >= row) return;
      const { cri } = await ask('state', { source, at: step.row, actor });
      if (isWanted) keep({ row, cri: cri ?? '' });
    };
    find().catch(() => undefined);
    return () => {
      isWanted = false;
    };
  }, [source, row, actor]);
  return before?.row === row ? before?.cri : undefined;
};
