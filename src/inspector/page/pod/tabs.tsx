/** Everything else about an actor, in tabs that stand in the address. */
import type { ComponentChild } from 'preact';
import type { ActorDetail } from '../../model/questions.ts';
import { useKeys } from '../keys.ts';
import { go, route } from '../route.ts';
import { CriTab } from './cri-tab.tsx';
import { JournalTab } from './journal-tab.tsx';
import { LedgerTab } from './ledger-tab.tsx';
import { SequenceTab } from './sequence-tab.tsx';
import { StateTab } from './state-tab.tsx';
import { TimelineTab } from './timeline-tab.tsx';
import { WhyTab } from './why-tab.tsx';

interface Tab {
  readonly id: string;
  readonly title: string;
  readonly key: string;
  /** Charts that have it; undefined: all. */
  readonly machines?: readonly string[];
  readonly show: (detail: ActorDetail) => ComponentChild;
}

const tabs: readonly Tab[] = [
  { id: 'timeline', title: 'Timeline', key: 't', show: ({ actor }) => <TimelineTab actor={actor} /> },
  { id: 'sequence', title: 'Sequence', key: 's', show: ({ actor }) => <SequenceTab actor={actor} /> },
  { id: 'journal', title: 'Journal', key: 'r', show: ({ actor }) => <JournalTab actor={actor} /> },
  { id: 'state', title: 'State', key: 'x', show: ({ actor }) => <StateTab actor={actor} /> },
  { id: 'ledger', title: 'Ledger', key: 'e', show: ({ actor }) => <LedgerTab actor={actor} /> },
  {
    id: 'cri',
    title: 'CRI view',
    key: 'v',
    machines: ['sandbox', 'container'],
    show: ({ actor, machine }) => <CriTab actor={actor} machine={machine} />,
  },
  { id: 'why', title: 'Why', key: 'w', show: ({ actor }) => <WhyTab actor={actor} /> },
];

const goToTab = (tab: string): void => go({ ...route.peek(), tab });

export const Tabs = ({ detail }: { readonly detail: ActorDetail }) => {
  const shown = tabs.filter(({ machines }) => machines === undefined || machines.includes(detail.machine ?? ''));
  const now = shown.find(({ id }) => id === route.value.tab) ?? (shown[0] as Tab);
  useKeys(
    'This actor',
    Object.fromEntries([
      ...shown.map(({ id, title, key }) => [key, { about: title, run: () => goToTab(id) }] as const),
      [
        'c',
        { about: 'Statechart', run: () => document.querySelector<HTMLElement>('.pod-charts .chart-frame')?.focus() },
      ],
    ]),
  );
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = shown[(shown.indexOf(now) + by + shown.length) % shown.length] as Tab;
    goToTab(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <section class="pod-tabs panel" aria-label="About it">
      <div class="tabs" role="tablist" aria-label="About this actor" onKeyDown={onKeyDown}>
        {shown.map(({ id, title, key }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === now.id}
            aria-controls="tab-panel"
            tabIndex={id === now.id ? 0 : -1}
            onClick={() => goToTab(id)}
            title={`key ${key}`}
          >
            {title}
          </button>
        ))}
      </div>
      <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${now.id}`} class="pod-panel" key={now.id}>
        {now.show(detail)}
      </div>
    </section>
  );
};
