/** Counts RPCs. Methods are those of the contract, so there are not many. */
import type { RpcObserver } from '../../machines/sightings.ts';
import type { Meters } from './meters.ts';

export const rpcMeter = (meters: Meters, { hasHistogram }: { readonly hasHistogram: boolean }): RpcObserver => ({
  begin: ({ method }) => {
    const startedAtMs = performance.now();
    meters.add('grpcInFlight', { method }, 1);
    return {
      about: () => {},
      end: ({ code, failure }) => {
        meters.add('grpcInFlight', { method }, -1);
        meters.count('grpcRequests', { method, code });
        if (hasHistogram) meters.observe('grpcDuration', { method }, (performance.now() - startedAtMs) / 1000);
        if (method === 'GetContainerEvents' && failure === 'ViewerTooSlow') meters.count('eventStreamsDropped', {});
      },
    };
  },
});
