import type { Driver } from '../../machines/services.ts';
import { withFsFailures } from '../fs-failure.ts';
import { removeTrees } from '../remove-tree.ts';
import { accountReader } from './account-files.ts';
import { placesOf } from './bundle-files.ts';
import type { BundleOptions } from './options.ts';
import { writeBundle } from './write-bundle.ts';
import { writeInfraBundle } from './write-infra-bundle.ts';

/** The services that write and remove bundles. Sandboxes' and containers' lie side by side, for their ids never meet. */
export const bundleServices = (options: BundleOptions): Driver<'writeBundle' | 'writeInfraBundle' | 'removeBundle'> => {
  const readAccounts = accountReader();
  return {
    writeBundle: writeBundle(options, readAccounts),
    writeInfraBundle: writeInfraBundle(options, readAccounts),
    removeBundle: ({ containerId }) =>
      withFsFailures(async () => {
        const { bundleDir, volumesDir } = placesOf(options, containerId);
        await removeTrees([bundleDir, volumesDir]);
        options.ledger.undone({ ownerId: containerId, effect: 'bundle' });
        return {};
      }),
  };
};
