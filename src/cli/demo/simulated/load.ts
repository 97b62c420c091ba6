/**
 * What the demo has its node do: pods that come and go as in a rolling update, jobs, probes; and four that are in trouble, one of
 * each kind that somebody on call knows.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Kubelet } from './kubelet.ts';
import type { PodWish } from './wishes.ts';

const image = 'registry.demo/shop:1.4';
const slowImage = 'registry.demo/model:2026-11';

/**
 * Services of the node that hang, in the order in which {@link runLoad} comes to them: the network of the first pod, and later of
 * one in a hundred; the layers of each image but the second.
 */
export const demoFaults =
  'attachNetwork: 1*hang->1%hang->5%delay(900ms)->off; fetchLayers: 1*hang->1*off->hang; createTask: 2%error';
export const demoLatencies = [
  'attachNetwork: 25ms..70ms',
  'createTask: 35ms..90ms',
  'startTask: 8ms..20ms',
  'pinNamespaces: 1ms..3ms',
  'mountRootfs: 2ms..6ms',
  'writeBundle: 1ms..3ms',
  'deleteTask: 15ms..40ms',
  'detachNetwork: 20ms..50ms',
  'execTask: 20ms..60ms',
  'fetchLayers: 800ms..2s',
  'resolvePull: 60ms..200ms',
  '*: 1ms',
].join('; ');

const sleeps = { name: 'app', script: 'echo "ready to serve"; sleep 100000' };
const wish = (name: string, more: Partial<PodWish> = {}): PodWish => ({
  namespace: 'shop',
  name,
  image,
  containers: [sleeps],
  graceSeconds: 5,
  ...more,
});

export interface LoadOptions {
  readonly kubelet: Kubelet;
  readonly over: AbortSignal;
  /** Of the rolling one. */
  readonly pods: number;
  /** Between two pods of it. */
  readonly stepMs?: number;
}

/** Settles when `over` has fired. What fails in other ways is a defect, and rejects. */
export const runLoad = async (options: LoadOptions): Promise<void> => {
  const { over } = options;
  try {
    await load(options);
  } catch (error) {
    if (!over.aborted) throw error;
  }
};

const load = async ({ kubelet, over, pods, stepMs = 2500 }: LoadOptions): Promise<void> => {
  const never = new AbortController().signal;
  const wait = (ms: number) => pause(ms, undefined, { signal: over });
  const broken = Promise.withResolvers<never>();
  /** Goes on beside the others; when it fails, all of it has. */
  const begin = (work: Promise<void>): Promise<void> => {
    work.catch(broken.reject);
    return work;
  };
  /** One after the other, for ever. */
  const always = async (work: (nth: number) => Promise<void>): Promise<void> => {
    for (let nth = 1; ; nth += 1) await work(nth);
  };

  /** A new one first; some time later the oldest goes. */
  const rolling = () => {
    const running: AbortController[] = [];
    return always(async (nth) => {
      const unwanted = new AbortController();
      running.push(unwanted);
      const containers = nth % 3 === 0 ? [sleeps, { name: 'sidecar', script: 'sleep 100000' }] : [sleeps];
      void begin(kubelet.live(wish(`web-${nth}`, { containers }), unwanted.signal));
      if (running.length > pods) running.shift()?.abort();
      await wait(nth <= pods ? stepMs / 10 : stepMs);
    });
  };
  const jobs = () =>
    always(async (nth) => {
      const containers = [{ name: 'job', script: 'echo "counting"; sleep 3; echo "done"' }];
      await kubelet.finish(wish(`report-${nth}`, { namespace: 'batch', containers }));
      await wait(stepMs);
    });
  const stubborn = () =>
    always(async (nth) => {
      const unwanted = new AbortController();
      const containers = [{ name: 'worker', script: "trap '' TERM; sleep 100000" }];
      const gone = begin(kubelet.live(wish(`queue-${nth}`, { containers, graceSeconds: 30 }), unwanted.signal));
      await wait(4000);
      unwanted.abort();
      await gone;
    });

  // The order decides whom the faults meet.
  void begin(kubelet.live(wish('billing-0'), never));
  void begin(kubelet.pull(slowImage));
  await wait(700);
  await Promise.race([kubelet.pull(image), broken.promise]);
  void begin(rolling());
  void begin(jobs());
  void begin(stubborn());
  const crashes = [{ name: 'app', script: 'echo "no configuration"; sleep 1; exit 1' }];
  void begin(kubelet.live(wish('checkout-0', { containers: crashes }), never));
  await broken.promise;
};
