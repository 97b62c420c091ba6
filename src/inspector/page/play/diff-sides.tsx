/** What is compared: two sources, and in them all, or one pod each. */
import { useAnswer } from '../ask.ts';
import { shortened, shown } from '../parts/text.tsx';
import { setParams } from '../route.ts';
import { sources } from '../state.ts';
import { titleOf, whatItIs } from './source-facts.tsx';

interface Props {
  readonly left: string;
  readonly right: string;
  readonly leftActor: string | undefined;
  readonly rightActor: string | undefined;
}

const mostPods = 200;

export const DiffSides = ({ left, right, leftActor, rightActor }: Props) => (
  <div class="diff-sides">
    <Side name="Left" param="left" actorParam="la" id={left} actor={leftActor} />
    <div class="diff-between">
      <button
        type="button"
        onClick={() => setParams({ left: right, right: left, la: rightActor ?? '', ra: leftActor ?? '' })}
        aria-label="Left to right, right to left"
        title="left to right, right to left"
      >
        ⇄
      </button>
      <Fastest left={left} leftActor={leftActor} />
    </div>
    <Side name="Right" param="right" actorParam="ra" id={right} actor={rightActor} />
  </div>
);

const Side = ({
  name,
  param,
  actorParam,
  id,
  actor,
}: {
  readonly name: string;
  readonly param: string;
  readonly actorParam: string;
  readonly id: string;
  readonly actor: string | undefined;
}) => {
  const about = sources.value.find((each) => each.id === id);
  const first = { filter: '', order: 'name', isDescending: false, offset: 0, limit: mostPods } as const;
  const pods = useAnswer('pods', about === undefined ? undefined : { source: id, ...first }, 1000).answer?.rows ?? [];
  const isListed = actor === undefined || pods.some((pod) => pod.actor === actor);
  return (
    <section class={`panel diff-side is-${param}`} aria-label={name}>
      <label>
        <span class="dim">{name}</span>
        <select
          value={id}
          onChange={({ currentTarget }) => setParams({ [param]: currentTarget.value, [actorParam]: '' })}
        >
          {about === undefined && <option value={id}>choose a run</option>}
          {sources.value.map((each) => (
            <option key={each.id} value={each.id}>
              {`${titleOf(each, 60)} · ${whatItIs(each)}`}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="dim">of it</span>
        <select value={actor ?? ''} onChange={({ currentTarget }) => setParams({ [actorParam]: currentTarget.value })}>
          <option value="">all</option>
          {!isListed && <option value={actor}>{shown(shortened(actor ?? '', 60))}</option>}
          {pods.map((pod) => (
            <option key={pod.actor} value={pod.actor}>
              {shown(shortened(`${pod.namespace}/${pod.name}`, 60))}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
};

/** The pod on the left against the one that started fastest in the same source. */
const Fastest = ({ left, leftActor }: { readonly left: string; readonly leftActor: string | undefined }) => {
  const { answer } = useAnswer('overview', leftActor === undefined ? undefined : { source: left }, 1000);
  const fastest = answer?.starts
    .filter(({ isOk, actor }) => isOk && actor !== leftActor)
    .toSorted((one, other) => one.tookUs - other.tookUs)[0];
  if (fastest === undefined) return null;
  return (
    <button type="button" class="quiet" onClick={() => setParams({ right: left, ra: fastest.actor })}>
      against the fastest start
    </button>
  );
};
