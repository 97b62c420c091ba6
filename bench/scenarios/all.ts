import { burst } from './burst.ts';
import type { Scenario } from './contender.ts';
import { cycle } from './cycle.ts';
import { exec } from './exec.ts';
import { lists } from './lists.ts';
import { logs } from './logs.ts';
import { memory } from './memory.ts';
import { pull } from './pull.ts';
import { stats } from './stats.ts';

/** In the order in which they run. */
export const allScenarios: Readonly<Record<string, Scenario>> = {
  cycle,
  burst,
  memory,
  exec,
  lists,
  stats,
  logs,
  pull,
};
export const scenarioNames: readonly string[] = Object.keys(allScenarios);
