/** An actor, and the way to its page. */
import { partsOfName, shortName } from '../../../journal/actor-name.ts';
import { hrefOf } from '../route.ts';
import { shortened, shown } from './text.tsx';

/** Pods have a page of their own kind. */
export const actorHref = (actor: string, tab?: string): string => {
  const parts = partsOfName(actor);
  return hrefOf({ page: parts.length === 1 && parts[0]?.kind === 'pod' ? 'pod' : 'actor', actor, tab });
};

/** @param label undefined: its symbolic name, short. Of an actor that is not known, a dash. */
export const ActorLink = ({
  actor,
  label,
  tab,
}: {
  readonly actor: string;
  readonly label?: string;
  readonly tab?: string;
}) =>
  actor === '' ? (
    <span class="dim">–</span>
  ) : (
    <a class="cut" href={actorHref(actor, tab)} title={shown(shortened(actor, 1000))}>
      {shown(shortened(label ?? shortName(actor), 120))}
    </a>
  );
