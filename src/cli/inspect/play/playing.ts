/** What the page can play: recordings at any moment, what-ifs, deviations of counter-examples, simulations. */
import type { Accepts, SimAnswer, SimScenario } from '../../../inspector/playing.ts';
import { type Playing, Refusal } from '../../../inspector/server/api.ts';
import { partsOf } from '../../../simulation/explore/catalogue.ts';
import { acceptsAt } from '../../../simulation/play/accepts.ts';
import type { UnfoldOptions } from '../../../simulation/unfold.ts';
import type { Source, Sources } from '../source.ts';
import { deviationSource } from './deviation.ts';
import { openMachines } from './machines.ts';
import { openMade } from './made.ts';
import { listScenarios, simAnswer } from './sim.ts';
import { whatIfId, whatIfSource } from './what-if.ts';

/** What-ifs and counter-examples. */
const mostMade = 32;
/** Steps of simulations: each click is one, and each can be made again. */
const mostSteps = 8;

/** Effects: adds sources, and drops those of them that nobody asked for in a long time. */
export const openPlaying = (sources: Sources): Playing => {
  /** Of sources that were made from a twin that is broken on purpose. */
  const charts = new WeakMap<Source, UnfoldOptions['charts']>();
  const chartsOf = (source: Source): UnfoldOptions['charts'] =>
    charts.get(source) ?? partsOf(source.repro?.().twin)?.charts;
  const machines = openMachines(chartsOf);
  const forks = openMade(sources, mostMade);
  const sims = openMade(sources, mostSteps);
  const ids = (): ReadonlySet<string> => new Set(sources.all().map((each) => each.about().id));

  return {
    accepts: async (ask, signal): Promise<Accepts> => {
      const source = sources.find(ask.source);
      const { run, q } = ask;
      const found = await machines.at({ source, run, q }, (standing) => acceptsAt(standing, ask.actor), signal);
      if (found === undefined) throw new Refusal(404, `there is no actor ${JSON.stringify(ask.actor)} at that moment`);
      return found;
    },
    whatIf: async (ask, signal) => {
      const source = sources.find(ask.source);
      const made = await forks.of(whatIfId(ask), async () => {
        const its = chartsOf(source);
        const fork = await whatIfSource({ source, ask, machines, charts: its }, signal);
        charts.set(fork, its);
        return fork;
      });
      return { source: made };
    },
    deviation: async ({ source: id, off }) => {
      const source = sources.find(id);
      const key = `off ${id} ${off.toSorted((one, other) => one - other).join()}`;
      return { source: await forks.of(key, async () => deviationSource(source, off, ids())) };
    },
    scenarios: async (): Promise<readonly SimScenario[]> => listScenarios(),
    sim: async (ask, signal): Promise<SimAnswer> =>
      simAnswer(
        ask,
        { steps: sims, found: forks, taken: ids, wired: (made, its) => void charts.set(made, its) },
        signal,
      ),
  };
};
