/** Names of actors on the page of one of them. */
import { shortName } from '../../../journal/actor-name.ts';

/** What it is called within the actor of the page: `createTask`; that actor itself: `itself`. */
export const belowOf = (name: string, actor: string): string => {
  if (name === actor) return 'itself';
  const short = shortName(name.startsWith(`${actor}/`) ? name.slice(actor.length + 1) : name);
  return short.startsWith('svc:') ? short.slice(4) : short;
};
