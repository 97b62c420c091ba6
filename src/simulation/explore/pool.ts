/** Jobs, on several threads at once. What comes out is the same for any number of them. */
import { Worker } from 'node:worker_threads';
import { doJob, type Job, type SampleJob, shared } from './jobs.ts';
import { merged, type Report } from './report.ts';

interface Told {
  readonly index: number;
  readonly reports?: readonly Report[];
  readonly error?: string;
}

/**
 * @param tell hears of each report as it comes.
 * @returns in the order of the jobs.
 * @throws Error where a job throws, with what it threw; the threads are ended on every way out.
 */
export const doJobs = async (
  jobs: readonly Job[],
  workers: number,
  tell: (report: Report, job: Job) => void = () => undefined,
): Promise<readonly Report[]> => {
  if (workers <= 1 || jobs.length <= 1)
    return jobs.flatMap((job) => {
      const reports = doJob(job);
      for (const report of reports) tell(report, job);
      return reports;
    });
  const done: (readonly Report[])[] = [];
  let next = 0;
  const threads = Array.from(
    { length: Math.min(workers, jobs.length) },
    () => new Worker(new URL('./worker.ts', import.meta.url)),
  );
  try {
    await Promise.all(
      threads.map(
        (thread) =>
          new Promise<void>((resolve, reject) => {
            const giveNext = () => {
              const index = next;
              next += 1;
              if (index >= jobs.length) resolve();
              else thread.postMessage({ index, job: jobs[index] });
            };
            thread.on('error', reject);
            thread.on('exit', () => reject(new Error('a thread of the exploration has ended')));
            thread.on('message', ({ index, reports, error }: Told) => {
              if (reports === undefined) {
                reject(new Error(error));
                return;
              }
              done[index] = reports;
              for (const report of reports) tell(report, jobs[index] as Job);
              giveNext();
            });
            giveNext();
          }),
      ),
    );
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  return done.flat();
};

/** One sample, divided among threads. */
export const sampleOn = async (job: SampleJob, workers: number): Promise<Report> => {
  const report = merged(await doJobs(workers <= 1 ? [job] : shared(job, workers), workers));
  if (job.budget.untilFound !== true) return report;
  // Of each thread's first one, the first of all is what one thread alone would have found.
  const [first] = report.found.toSorted((one, other) => (one.run ?? 0) - (other.run ?? 0));
  return { ...report, found: first === undefined ? [] : [first] };
};
