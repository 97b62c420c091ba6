/** Which other start is drawn on the same axis: none, the fastest, or one that is chosen. */
import { partsOfName, pathOfName, shortName } from '../../../journal/actor-name.ts';
import { useKeys } from '../keys.ts';
import { setParams } from '../route.ts';
import { useAnswer } from '../use-answer.ts';
import { spanText } from './span-text.ts';

/** Rows of a list that people choose from. */
const mostChoices = 40;

export const Compare = ({ actor, other }: { readonly actor: string; readonly other: string | undefined }) => {
  const isPod = partsOfName(actor).length === 1 && actor.startsWith('pod:');
  const { answer } = useAnswer('overview', isPod ? {} : undefined);
  const starts = (answer?.starts ?? []).filter(
    (start) => start.isOk && start.actor !== '' && pathOfName(start.actor) !== pathOfName(actor),
  );
  const fastest = starts.reduce<(typeof starts)[number] | undefined>(
    (best, each) => (best === undefined || each.tookUs < best.tookUs ? each : best),
    undefined,
  );
  useKeys('Timeline', {
    d: {
      about: 'Compare with the fastest start, or with nothing',
      run: () => setParams({ with: other === undefined ? (fastest?.actor ?? '') : '' }),
    },
  });
  if (!isPod || fastest === undefined) return null;
  const newest = starts.slice(-mostChoices).reverse();
  return (
    <label class="pod-compare">
      Compare with{' '}
      <select value={other ?? ''} onChange={(event) => setParams({ with: event.currentTarget.value })}>
        <option value="">nothing</option>
        <option value={fastest.actor}>{`the fastest start, ${spanText(fastest.tookUs)}`}</option>
        {newest
          .filter((start) => start !== fastest)
          .map((start) => (
            <option key={start.actor} value={start.actor}>
              {`${shortName(start.actor)}, ${spanText(start.tookUs)}`}
            </option>
          ))}
      </select>
    </label>
  );
};
