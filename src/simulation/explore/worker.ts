/** A thread of the pool: does one job after another. */
import { parentPort } from 'node:worker_threads';
import { doJob, type Job } from './jobs.ts';

parentPort?.on('message', ({ index, job }: { readonly index: number; readonly job: Job }) => {
  try {
    parentPort?.postMessage({ index, reports: doJob(job) });
  } catch (error) {
    parentPort?.postMessage({ index, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
