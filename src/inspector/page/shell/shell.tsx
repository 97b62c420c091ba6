/** The frame of every page: navigation, head, the page itself, and the scrubber below. */
import { useErrorBoundary } from 'preact/hooks';
import { pageOf } from '../pages.ts';
import { Blank } from '../parts/blank.tsx';
import { route } from '../route.ts';
import { sourceId } from '../state.ts';
import { Head } from './head.tsx';
import { Nav } from './nav.tsx';
import { NoteDialog } from './note-dialog.tsx';
import { Notices } from './notices.tsx';
import { OwnKeys } from './own-keys.tsx';
import { Palette } from './palette.tsx';
import { Scrubber } from './scrubber.tsx';
import { trouble } from './troubles.ts';

const toMain = (): void => document.getElementById('main')?.focus();

export const Shell = () => (
  <div class="shell">
    <button type="button" class="skip" onClick={toMain}>
      Skip to the page
    </button>
    <Nav />
    <Head />
    <main id="main" tabIndex={-1}>
      <Notices />
      {trouble.value === undefined ? (
        <Shown />
      ) : (
        <Blank title="Nothing can be shown">
          <p>{trouble.value}</p>
        </Blank>
      )}
    </main>
    <Scrubber />
    <OwnKeys />
    <Palette />
    <NoteDialog />
  </div>
);

const Shown = () => {
  const { page: id, actor } = route.value;
  // of another source or actor, everything begins anew
  return <OnePage key={`${id} ${sourceId.value} ${actor ?? ''}`} id={id} />;
};

const OnePage = ({ id }: { readonly id: string }) => {
  const [error, retry] = useErrorBoundary();
  const page = pageOf(id);
  if (page === undefined) return <Blank title={`There is no page “${id}”`} />;
  if (error === undefined) return <page.component />;
  return (
    <Blank title="This page broke">
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <p>
        <button type="button" onClick={retry}>
          Try again
        </button>
      </p>
    </Blank>
  );
};
