/** The frame of every page: navigation, head, the page itself, and the scrubber below. */

import { pageOf } from '../pages.ts';
import { Blank } from '../parts/blank.tsx';
import { route } from '../route.ts';
import { Head } from './head.tsx';
import { Nav } from './nav.tsx';
import { trouble } from './troubles.ts';

export const Shell = () => (
  <div class="shell">
    <a class="skip" href="#main">
      Skip to the page
    </a>
    <Nav />
    <Head />
    <main id="main" tabIndex={-1}>
      {trouble.value === undefined ? <Shown /> : <Blank title="Nothing can be shown">{trouble.value}</Blank>}
    </main>
  </div>
);

const Shown = () => {
  const page = pageOf(route.value.page);
  if (page === undefined) return <Blank title={`There is no page “${route.value.page}”`} />;
  // of another actor, everything begins anew
  return <page.component key={`${page.id} ${route.value.actor ?? ''}`} />;
};
