/** Every page of the inspector. Rooms put theirs in here: what is not needed at first as `later`. */
import type { ComponentType } from 'preact';
import { isServed } from './api.ts';
import { Overview } from './overview/overview.tsx';
import { later } from './parts/later.tsx';
import { Pods } from './pods/pods.tsx';
import { sources } from './state.ts';

export interface Page {
  /** In addresses. */
  readonly id: string;
  readonly title: string;
  readonly component: ComponentType;
  /** With `g` before it, goes there. Undefined: it is about an actor, and not in the navigation. */
  readonly key?: string;
  /** A shape for the navigation: the `d` of a path in 16 × 16, drawn as a line. */
  readonly icon?: string;
  /** Undefined: always there. */
  readonly isShown?: () => boolean;
}

const late = () => import('./late.ts');
const Journal = later(async () => (await late()).Journal);
const Machines = later(async () => (await late()).Machines);
const Help = later(async () => (await late()).Help);
const Races = later(async () => (await late()).Races);
const Sim = later(async () => (await late()).Sim);
const Runs = later(async () => (await late()).Runs);
const Diff = later(async () => (await late()).Diff);
const ActorPage = later(async () => (await late()).ActorPage);

export const pages: readonly Page[] = [
  {
    id: 'overview',
    title: 'Overview',
    key: 'o',
    icon: 'M2.5 2.5h4v6h-4zM9.5 2.5h4v3h-4zM9.5 8.5h4v5h-4zM2.5 11.5h4v2h-4z',
    component: Overview,
  },
  {
    id: 'pods',
    title: 'Pods',
    key: 'p',
    icon: 'M8 1.8l5.5 3v6.4L8 14.2l-5.5-3V4.8zM2.5 4.8L8 8l5.5-3.2M8 8v6.2',
    component: Pods,
  },
  {
    id: 'journal',
    title: 'Journal',
    key: 'j',
    icon: 'M2.5 3.5h11M2.5 6.5h11M2.5 9.5h8M2.5 12.5h5',
    component: Journal,
  },
  {
    id: 'races',
    title: 'Races',
    key: 'r',
    icon: 'M2 4h5l4 8h3M2 12h5l1.4-2.8M9.6 6.8L11 4h3M12.5 2.5L14 4l-1.5 1.5M12.5 10.5L14 12l-1.5 1.5',
    component: Races,
    isShown: () => sources.value.some(({ race }) => race !== undefined),
  },
  { id: 'sim', title: 'Sim', key: 's', icon: 'M4 2.5l9 5.5-9 5.5z', component: Sim, isShown: isServed },
  { id: 'runs', title: 'Runs', key: 'u', icon: 'M2.5 3.5h3v3h-3zM2.5 9.5h3v3h-3zM8 5h6M8 11h6', component: Runs },
  { id: 'diff', title: 'Diff', key: 'd', icon: 'M5 2.5v11M2.5 5h5M11 2.5v11M8.5 11h5', component: Diff },
  {
    id: 'machines',
    title: 'Machines',
    key: 'm',
    icon: 'M2.5 2.5h4v3h-4zM9.5 2.5h4v3h-4zM6 10.5h4v3H6zM4.5 5.5v2.5h7V5.5M8 8v2.5',
    component: Machines,
  },
  { id: 'pod', title: 'Pod', component: ActorPage },
  { id: 'actor', title: 'Actor', component: ActorPage },
  {
    id: 'help',
    title: 'Help',
    key: 'h',
    icon: 'M8 14.2A6.2 6.2 0 108 1.8a6.2 6.2 0 000 12.4zM6.2 6.3a1.9 1.9 0 113 1.6c-.8.5-1.2.8-1.2 1.7M8 11.6v.2',
    component: Help,
  },
];

/** Those of the navigation. */
export const shownPages = (): readonly Page[] =>
  pages.filter(({ key, isShown }) => key !== undefined && isShown?.() !== false);

export const pageOf = (id: string): Page | undefined => pages.find((page) => page.id === id);
