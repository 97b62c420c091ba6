import { type RunMonitor, runMonitor } from '../tasks/run-monitor.ts';
import { type RunTool, runTool } from '../tool.ts';

/** How programs are started; the same in this process or in another. */
export interface Launcher {
  readonly runTool: RunTool;
  readonly runMonitor: RunMonitor;
}

/** Starts them from this process. */
export const inProcess: Launcher = { runTool, runMonitor };
