/** An actor, and the way to its page. */
import { partsOfName, shortName } from '../../../journal/actor-name.ts';
import { labelOf } from '../labels.ts';
import { hrefOf } from '../route.ts';
import { shortened, shown } from './text.tsx';

/** Pods have a page of their own kind. */
export const actorHref = (actor: string, tab?: string): string => {
  const parts = partsOfName(actor);
  return hrefOf({ page: parts.length === 1 && parts[0]?.kind === 'pod' ? 'pod' : 'actor', actor, tab });
};

interface Props {
  readonly actor: string;
  /** Undefined: as the kubelet named it, or else its symbolic name, short. */
  readonly label?: string;
  readonly tab?: string;
}

/** Of an actor that is not known, a dash. */
export const ActorLink = ({ actor, label, tab }: Props) =>
  actor === '' ? (
    <span class="dim">–</span>
  ) : (
    <a class="cut cut-start" href={actorHref(actor, tab)} title={shown(shortened(actor, 1000))}>
      <bdi>{shown(shortened(label ?? labelOf(actor) ?? shortName(actor), 120))}</bdi>
    </a>
  );
