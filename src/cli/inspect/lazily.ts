/** Playing takes long to load, and most who look never play. */
import type { Playing } from '../../inspector/server/api.ts';

/** @param load asked once, when something is first to be played; again where that failed */
export const lazily = (load: () => Promise<Playing>): Playing => {
  let loaded: Promise<Playing> | undefined;
  const playing = (): Promise<Playing> => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
  return {
    accepts: async (...all) => (await playing()).accepts(...all),
    whatIf: async (...all) => (await playing()).whatIf(...all),
    deviation: async (...all) => (await playing()).deviation(...all),
    scenarios: async (...all) => (await playing()).scenarios(...all),
    sim: async (...all) => (await playing()).sim(...all),
  };
};
