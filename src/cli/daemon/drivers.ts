/** The real drivers of all services, put together from configuration: the only place that knows every one of them. */

import { stat } from 'node:fs/promises';
import { type AppArmor, openAppArmor } from '../../actors/apparmor/apparmor.ts';
import { openCdiFiles } from '../../actors/bundle/cdi/cdi-files.ts';
import { hostFacts } from '../../actors/bundle/host-facts.ts';
import { bundleServices } from '../../actors/bundle/services.ts';
import { readCgroupFacts } from '../../actors/cgroup-paths.ts';
import { importArchive } from '../../actors/images/import-archive.ts';
import { closeImageRoom, openImageRoom, pinnedOf } from '../../actors/images/room.ts';
import { imageServices } from '../../actors/images/services.ts';
import { openLauncher } from '../../actors/launcher/launcher.ts';
import { network } from '../../actors/network/network.ts';
import { openOwnParent } from '../../actors/own-parent.ts';
import { sandboxFilesServices } from '../../actors/sandbox-files/services.ts';
import { openSelinux } from '../../actors/selinux/selinux.ts';
import { openSideband } from '../../actors/sideband.ts';
import { openImageMounts } from '../../actors/snapshots/image-mounts.ts';
import { openSnapshots } from '../../actors/snapshots/services.ts';
import { readPageSizes } from '../../actors/stats/page-sizes.ts';
import { openStats } from '../../actors/stats/stats.ts';
import { streamingServices } from '../../actors/streaming/services.ts';
import { openStreamTables } from '../../actors/streaming/stream-table.ts';
import { defaultLimits } from '../../actors/tasks/scene.ts';
import { taskServices } from '../../actors/tasks/task-services.ts';
import { type RunTool, runTool } from '../../actors/tool.ts';
import { openCurrentConfig, perConfig } from '../../config/current.ts';
import { proxyEnvironment } from '../../config/environment.ts';
import { pathsOf } from '../../config/paths.ts';
import { type Config, cgroupDriverOf } from '../../config/schema.ts';
import { LayerUnpacker } from '../../image/layer-unpacker.ts';
import { proxiesOf } from '../../image/registry/proxies.ts';
import { type FailureError, failureOf } from '../../machines/failure.ts';
import type { PinPaths } from '../../machines/services/sandboxes.ts';
import * as native from '../../native.ts';
import type { SecurityPolicy } from '../../oci/facts.ts';
import { findProgram } from '../doctor/find-program.ts';
import { openCheckpoints } from './checkpoints.ts';
import type { OpenDrivers } from './drivers-face.ts';
import { findHandlers } from './handlers.ts';
import { userNamespacesRefusal } from './user-namespaces.ts';

/** @throws FailureError ToolMissing where the default runtime or conmon is not there; SyscallFailed for directories. */
export const openDrivers: OpenDrivers = async ({
  config,
  current = openCurrentConfig(config),
  store,
  log,
  now,
  pauseFile,
  onFetched,
}) => {
  const paths = pathsOf(config);
  const { ledger, records } = store;
  const report = (failure: FailureError) => log.warn({ failure: { ...failureOf(failure) } }, 'background work failed');
  const handlers = await findHandlers({
    config,
    runtimesDir: paths.runtimesDir,
    searchPath: process.env.PATH ?? '',
    runTool,
  });
  const sideband = openSideband();
  const host = hostFacts({
    isOomScoreAdjRestricted: config.cri.restrictOomScoreAdj,
    isSelinuxEnabled: config.cri.enableSelinux,
  });

  const selinux =
    host.selinux === undefined
      ? undefined
      : openSelinux({
          ledger,
          contexts: host.selinux,
          categoryRange: config.cri.selinuxCategoryRange,
          random: Math.random,
          setTreeXattr: native.setTreeXattr,
        });
  const launcher = openLauncher(log);
  const streams = openStreamTables();
  const checkpoints = await openCheckpoints({
    current,
    runTool: launcher.runTool,
    tempDir: paths.checkpointsDir,
    searchPath: process.env.PATH ?? '',
  });
  const taskOptions = {
    criuSearchPath: checkpoints.criuSearchPath,
    handlers: handlers.runtimes,
    conmonPath: handlers.conmonPath,
    exitDir: paths.exitsDir,
    ledger,
    sideband,
    log,
    limits: {
      ...defaultLimits,
      get createMs() {
        return current.now().timeouts.createMs;
      },
      get runtimeMs() {
        return current.now().timeouts.runtimeMs;
      },
    },
    cgroups: readCgroupFacts(),
    limitFacts: host.cgroups,
    processes: native,
    launcher,
  };
  const tasks = taskServices(taskOptions);
  const pods = network({
    ledger,
    runTool: launcher.runTool,
    native,
    configDir: config.cni.confDir,
    pluginDirs: config.cni.binDirs,
    netnsDir: paths.netnsDir,
    stateDir: config.state,
    cacheDir: paths.cniCacheDir,
    maxNetworks: config.cni.maxConfNum,
    get ipPreference() {
      return current.now().cni.ipPref || 'ipv4';
    },
    get hasUnprivilegedPorts() {
      return current.now().cri.enableUnprivilegedPorts;
    },
    get hasUnprivilegedPing() {
      return current.now().cri.enableUnprivilegedIcmp;
    },
    get addLimitMs() {
      return current.now().timeouts.cniAddMs;
    },
    get deleteLimitMs() {
      return current.now().timeouts.cniDelMs;
    },
    now,
    warn: (message, facts) => log.warn(facts, message),
  });
  const images = await openImageRoom({
    imagesDir: paths.imagesDir,
    records,
    ledger,
    openSink: (options) => new LayerUnpacker(options),
    diskUsage: native.diskUsage,
    credentials: sideband.credentials,
    get certsDirs() {
      return current.now().registry.configPath;
    },
    authFile: config.registry.globalAuthFile === '' ? undefined : config.registry.globalAuthFile,
    proxyFor: proxiesOf(proxyEnvironment()),
    pinnedImages: config.image.pinnedImages,
    get sandboxImage() {
      return sandboxImageOf(current.now());
    },
    get maxDownloads() {
      return current.now().image.maxConcurrentDownloads;
    },
    maxUnpackers: 2,
    get maxLayerBytes() {
      return current.now().image.maxLayerSize;
    },
    get maxLayerEntries() {
      return current.now().image.maxLayerEntries;
    },
    get progressTimeoutMs() {
      return current.now().image.imagePullProgressTimeoutMs;
    },
    onFetched,
    report,
  });
  current.subscribe((next) =>
    images.images.pinning(pinnedOf({ sandboxImage: sandboxImageOf(next), pinnedImages: next.image.pinnedImages })),
  );
  const snapshots = await openSnapshots({
    unpackCheckpoint: checkpoints.unpackCheckpoint,
    snapshotsDir: paths.snapshotsDir,
    containersDir: paths.containersDir,
    selinux,
    ledger,
    images: images.images,
    layers: images.layers,
    native,
    report,
  });
  const imageMounts = openImageMounts({
    containersDir: paths.containersDir,
    ledger,
    images: images.images,
    layers: images.layers,
    native,
    report,
  });
  const idMapRefusal = await userNamespacesRefusal(paths, native);
  if (idMapRefusal !== undefined) log.info({ reason: idMapRefusal }, 'pods cannot have user namespaces here');
  const views = handlers.views.map((view) => ({
    ...view,
    hasUserNamespaces: view.hasUserNamespaces && idMapRefusal === undefined,
  }));
  const { watchTask, probeTask, ...otherTasks } = tasks;
  const pageSizes = await readPageSizes();
  // clients know by equal mount points that images and containers share a file system
  const writtenTo = (await isOnOneFileSystem(paths.imagesDir, paths.snapshotsDir))
    ? paths.imagesDir
    : paths.snapshotsDir;
  const defaultParent = defaultParentOf(config);
  const { cgroups } = taskOptions;
  const ownParent = await openOwnParent({ cgroups, parent: defaultParent, markerFile: paths.ownParentFile });

  const appArmor = config.cri.disableApparmor ? undefined : appArmorOf(config, launcher.runTool);
  const cdi = config.cri.enableCdi
    ? openCdiFiles(config.cri.cdiSpecDirs, (problem) => log.warn({ ...problem }, 'a CDI spec is not usable'))
    : undefined;
  // A bundle is written with one view of the policy, from its beginning to its end.
  const bundles = perConfig(current.now, (now) =>
    bundleServices({
      containersDir: paths.containersDir,
      volumesDir: paths.volumesDir,
      pauseRootfsDir: paths.pauseRootfsDir,
      pauseFile,
      host,
      handlers: handlers.traits,
      cgroups: { driver: cgroupDriverOf(config), defaultParent, prefix: 'troupe' },
      policy: policyOf(now),
      ignoresImageDefinedVolumes: config.cri.ignoreImageDefinedVolumes,
      selinux,
      appArmor,
      ledger,
      cdi,
    }),
  );

  return {
    services: {
      ...otherTasks,
      probeTask,
      ...pods.services,
      ...imageServices(images, { findCheckpoint: checkpoints.findCheckpoint(images.images) }),
      ...checkpoints.services(taskOptions, snapshots, now),
      mountRootfs: snapshots.mountRootfs,
      unmountRootfs: snapshots.unmountRootfs,
      mountImages: imageMounts.mountImages,
      unmountImages: imageMounts.unmountImages,
      writeBundle: (input, signal) => bundles().writeBundle(input, signal),
      writeInfraBundle: (input, signal) => bundles().writeInfraBundle(input, signal),
      removeBundle: (input, signal) => bundles().removeBundle(input, signal),
      ...sandboxFilesServices({
        sandboxesDir: paths.sandboxesDir,
        nodeName: host.nodeName,
        nodeFiles: { resolvConf: '/etc/resolv.conf', hosts: '/etc/hosts' },
        selinux,
        ledger,
      }),
      probePins: async ({ pins }) => ({ areThere: await areThere(pins), seenAtMs: now() }),
    },
    watches: { watchTask, watchCniConfig: pods.watchCniConfig, ...streamingServices(taskOptions, streams) },
    handlers: { ...handlers, views },
    sideband,
    streams,
    images: {
      list: () => images.images.list(),
      find: (reference) => images.images.find(reference),
      usage: () => images.layers.usage(),
      mountpoint: paths.imagesDir,
      import: importArchive(images),
    },
    sweep: async (owners) => {
      await imageMounts.sweep(owners);
      await snapshots.sweep(owners);
      images.layers.collectAll();
    },
    network: pods,
    statsOf: (views) =>
      openStats({
        native,
        cgroups,
        cgroupDriver: cgroupDriverOf(config),
        pageSizes,
        writtenBy: snapshots.usage,
        mountpoint: writtenTo,
        sandboxes: views.sandboxes,
        isThere: (id) => views.container(id) !== undefined || views.sandbox(id) !== undefined,
        now,
        elapsed: () => performance.now(),
        report,
      }),
    close: async () => {
      await snapshots.close();
      await closeImageRoom(images);
      await launcher.close();
      await ownParent.close();
      sideband.close();
    },
  };
};

const isOnOneFileSystem = async (one: string, other: string): Promise<boolean> => {
  const [{ dev: first }, { dev: second }] = await Promise.all([stat(one), stat(other)]);
  return first === second;
};

const appArmorOf = (config: Config, run: RunTool): AppArmor =>
  openAppArmor({
    securityDir: '/sys/kernel/security/apparmor',
    moduleDir: '/sys/module/apparmor',
    configDir: '/etc/apparmor.d',
    parserPath: findProgram('apparmor_parser', process.env.PATH ?? ''),
    runTool: run,
    tempDir: config.state,
  });

const policyOf = ({ cri }: Config): SecurityPolicy => ({
  unsetSeccompProfile: cri.unsetSeccompProfile,
  isProcMountFixed: cri.disableProcMount,
  isDeviceOwnerFromContext: cri.deviceOwnershipFromSecurityContext,
  ignoresBlockioClass: cri.ignoreBlockioNotEnabledErrors,
  ignoresRdtClass: cri.ignoreRdtNotEnabledErrors,
});

const sandboxImageOf = ({ cri }: Config): string | undefined => cri.sandboxImage || undefined;

const areThere = async (pins: PinPaths): Promise<boolean> => {
  const seen = await Promise.all(Object.values(pins).map((path) => native.isNamespaceFile(path)));
  return seen.every((isThere) => isThere);
};

/** Of sandboxes that name no cgroup of their own (crictl's). */
const defaultParentOf = (config: Config): string => (cgroupDriverOf(config) === 'systemd' ? 'troupe.slice' : '/troupe');
