/** One demo a machine: they would share network, places and cgroup. */
import { createServer } from 'node:net';

/** An abstract socket: the kernel lets go of it with the process, however that ends, and no file is left. */
const name = '\0troupe-demo';

/** @returns false where another process has it. Effects: a listening socket until the process ends. */
export const claimDemo = (): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy()).unref();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(name, () => resolve(true));
  });
