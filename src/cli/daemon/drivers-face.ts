/** What a daemon asks of its drivers, whatever node they work on. */
import type { ImageRoomOptions } from '../../actors/images/room.ts';
import type { Log } from '../../actors/log.ts';
import type { Network } from '../../actors/network/network.ts';
import type { Sideband } from '../../actors/sideband.ts';
import type { StreamTables } from '../../actors/streaming/stream-table.ts';
import type { CurrentConfig } from '../../config/current.ts';
import type { Config } from '../../config/schema.ts';
import type { Driver, ServiceName, Watches } from '../../machines/services.ts';
import type { Stats } from '../../machines/stats.ts';
import type { FsUsageView, ImageView, RuntimeHandlerView, Views } from '../../machines/views.ts';
import type { Store } from '../../store/records.ts';
import type { ImportedImage } from '../daemon-face.ts';

export interface Drivers {
  readonly services: Driver<ServiceName>;
  readonly watches: Watches;
  readonly handlers: { readonly views: readonly RuntimeHandlerView[] };
  readonly sideband: Sideband;
  readonly streams: StreamTables;
  readonly images: {
    readonly list: () => readonly ImageView[];
    readonly find: (reference: string) => ImageView | undefined;
    readonly usage: () => Pick<FsUsageView, 'usedBytes' | 'inodesUsed'>;
    readonly mountpoint: string;
    /** Of an OCI archive or docker archive. */
    readonly import: (file: string) => Promise<readonly ImportedImage[]>;
  };
  /** At the start: what belongs to none of these goes. */
  readonly sweep: (owners: readonly string[]) => Promise<void>;
  readonly network: Pick<Network, 'info' | 'collectGarbage'>;
  /** Measures what these views show. */
  readonly statsOf: (views: Pick<Views, 'sandboxes' | 'sandbox' | 'container'>) => Stats;
  /** Ends what goes on in the background and waits for it. */
  readonly close: () => Promise<void>;
}

export interface DriverOptions {
  readonly config: Config;
  /** The configuration in force; absent: `config`, for ever. */
  readonly current?: CurrentConfig | undefined;
  readonly store: Store;
  readonly log: Log;
  readonly now: () => number;
  /** The built-in infra program. */
  readonly pauseFile: string;
  readonly onFetched?: ImageRoomOptions['onFetched'];
}

export type OpenDrivers = (options: DriverOptions) => Promise<Drivers>;
