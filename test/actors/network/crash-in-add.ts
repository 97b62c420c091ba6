/** Run by crash.test.ts and killed by it: a daemon that attaches. argv: the world's directory. */
import { join } from 'node:path';
import { network } from '../../../src/actors/network/network.ts';
import { runTool } from '../../../src/actors/tool.ts';
import { openStore } from '../../../src/store/store.ts';
import { attachInput, never } from './world.ts';

const [, , dir = ''] = process.argv;
const { services } = network({
  ledger: openStore(join(dir, 'crash.db')).ledger,
  runTool,
  native: {
    pinNamespaces: async () => {},
    unpinNamespace: async () => {},
    isNamespaceFile: async () => true,
    openProcess: () => undefined,
  },
  configDir: join(dir, 'net.d'),
  pluginDirs: [join(dir, 'bin')],
  netnsDir: join(dir, 'netns'),
  stateDir: join(dir, 'state'),
});
await services.attachNetwork(attachInput(), never);
