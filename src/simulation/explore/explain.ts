/** A reproducer for people: what breaks, the diagram, what races, and where it was decided. */
import { drawDiagram, drawMermaid } from '../../sequence/draw.ts';
import type { Parts } from '../stage.ts';
import { diagramOf } from './diagram-of.ts';
import { type Chance, decisionsAt, inevitability, type RacingPair, racingPair, turningPoint } from './pointing.ts';
import { playLoosely, type Repro } from './repro.ts';
import { traceOf } from './trace.ts';
import type { TakenTransition } from './watching.ts';

export interface Explanation {
  readonly repro: Repro;
  readonly pair: RacingPair | undefined;
  /** Of the later one of the pair, or of the last choice. */
  readonly decisions: readonly TakenTransition[];
  readonly decidedAt: number;
  readonly chances: readonly Chance[];
  readonly diagram: readonly string[];
  readonly mermaid: readonly string[];
}

/** @param repro one that breaks its invariant in this build. */
export const explain = (repro: Repro, parts?: Parts): Explanation => {
  const pair = racingPair(repro, parts);
  const lastDeviation = repro.deviations.at(-1)?.step;
  const decidedAt = pair?.second ?? lastDeviation ?? repro.choices.length - 1;
  const { isAtEnd } = playLoosely(repro.scenario, repro.choices, parts);
  const happenings = traceOf(repro.scenario, repro.choices, isAtEnd, parts);
  const racing = pair === undefined ? [] : [pair.first, pair.second];
  const diagram = diagramOf(repro.scenario, happenings, repro.deviations, { racing });
  return {
    repro,
    pair,
    decidedAt,
    decisions: decisionsAt(repro, decidedAt, parts),
    chances: inevitability(repro, { seed: repro.seed }, parts),
    diagram: drawDiagram(diagram),
    mermaid: drawMermaid(diagram),
  };
};

export const headOf = ({ invariant, seed, found, choices, deviations }: Repro): string => {
  const faults = deviations.filter(({ take }) => /^(fail|half|lost) /.test(take)).length;
  const size = `${found.choices} choices → ${choices.length} (${deviations.length} deviation${deviations.length === 1 ? '' : 's'}, ${faults} fault${faults === 1 ? '' : 's'})`;
  return `✗ ${invariant}   seed ${seed}   ${size}`;
};

const percent = ({ share }: Chance): string => `P=${share.toFixed(2)}`;

export const textOfExplanation = ({
  repro,
  pair,
  decisions,
  decidedAt,
  chances,
  diagram,
}: Explanation): readonly string[] => {
  const turn = turningPoint(chances);
  const [decision] = decisions;
  const decided =
    decision === undefined
      ? []
      : [
          `decided at ${decidedAt + 1} by: ${decision.machine}, state ${decision.state || 'any'}, ${decision.event || 'at once'}${decision.guard === undefined ? '' : ` [${decision.guard}]`} → ${decision.targets.join(', ') || 'stays'}`,
        ];
  return [
    headOf(repro),
    `  ${repro.wrong}`,
    '',
    ...diagram.map((line) => `  ${line}`),
    '',
    pair === undefined
      ? '  no two choices race: in any other order of neighbours it is the same'
      : `  racing pair: ${pair.first + 1} × ${pair.second + 1}   ${pair.ids.join('   ×   ')}`,
    ...decided.map((line) => `  ${line}`),
    turn === undefined
      ? `  never certain before the end (${chances.map(percent).at(-1) ?? ''})`
      : turn.before === undefined
        ? '  inevitable from the start: every schedule breaks it'
        : `  inevitable after ${turn.after.after} (${percent(turn.after)}); before it ${percent(turn.before)}`,
    `  ${repro.isLeast ? 'no schedule of this scenario with fewer deviations breaks it' : 'there may be a schedule with fewer deviations'}`,
  ];
};
