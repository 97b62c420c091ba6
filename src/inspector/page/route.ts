/** Where the page is, in step with the browser's address. */
import { computed, signal } from '@preact/signals';
import { formatRoute, type Named, parseRoute, type Route } from './address.ts';
import { at, moment } from './state.ts';

export { formatRoute, type Named, parseRoute } from './address.ts';

const current = signal<Route>(parseRoute('').route);
/** Where the page is. */
export const route = computed(() => current.value);

/** What a moment that is held is called; undefined: the newest is shown. */
const namedNow = (): Named | undefined => (at.peek() === undefined ? undefined : moment.peek());

/** Where to go from here: what is not said of the source stays, all else is of the page that is gone to. */
export type Target = Partial<Route> & Pick<Route, 'page'>;
const routeOf = (to: Target): Route => ({
  source: current.peek().source,
  actor: undefined,
  tab: undefined,
  params: {},
  ...to,
});

/** For links. A click on one keeps the moment; so it need not stand in it. */
export const hrefOf = (to: Target): string =>
  formatRoute({ ...routeOf(to), source: to.source ?? current.value.source });

const isShown = (href: string): boolean => location.hash === href;

/** To another page, which can be come back from. */
export const go = (to: Target): void => {
  current.value = routeOf(to);
  const href = formatRoute(current.value, namedNow());
  if (!isShown(href)) history.pushState(null, '', href);
};

/** The same page, of another source, which came in the place of this one; not to be come back from. */
export const replaceSource = (source: string): void => {
  if (current.peek().source === source) return;
  current.value = { ...current.peek(), source };
  writeSoon();
};

/** What this page keeps in its address; not to be come back from. Empty texts are left out. */
export const setParams = (params: Readonly<Record<string, string>>): void => {
  current.value = { ...current.peek(), params: { ...current.peek().params, ...params } };
  writeSoon();
};

/** The source that is shown where the address named none. */
export const nameSource = (source: string): void => {
  if (current.peek().source === source) return;
  current.value = { ...current.peek(), source };
  writeSoon();
};

/** Browsers refuse more than some 200 changes in half a minute. */
const restMs = 250;
let isWriting = false;
/** The address says the moment, a little later. */
export const writeSoon = (): void => {
  if (isWriting) return;
  isWriting = true;
  setTimeout(() => {
    isWriting = false;
    const href = formatRoute(current.peek(), namedNow());
    if (!isShown(href)) history.replaceState(null, '', href);
  }, restMs);
};

/** Reads the address now and whenever the browser goes back or forth, and takes clicks on links of the page. */
export const followAddress = (onMoment: (named: Named | undefined) => void): void => {
  const read = (): void => {
    const { route: read, named } = parseRoute(location.hash);
    current.value = read.source === '' ? { ...read, source: current.peek().source } : read;
    onMoment(named);
  };
  addEventListener('popstate', read);
  addEventListener('hashchange', read);
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const href = link?.getAttribute('href');
    if (!href?.startsWith('#/') || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const { route: to, named } = parseRoute(href);
    go(to);
    if (named !== undefined) onMoment(named);
  });
  read();
};
