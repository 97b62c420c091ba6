/** What the files of a checkpoint archive are called. Source: checkpoint-restore/checkpointctl, lib/metadata.go; containerd, internal/cri. */
export const checkpointFiles = {
  config: 'config.dump',
  spec: 'spec.dump',
  status: 'status.dump',
  /** For checkpointctl. */
  times: 'status',
  images: 'checkpoint',
  written: 'rootfs-diff.tar',
  deleted: 'deleted.files',
  log: 'container.log',
  dumpLog: 'dump.log',
  statistics: 'stats-dump',
} as const;
