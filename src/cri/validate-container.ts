/** A ContainerConfig as the machines may trust it; what was bytes is text then. */
import {
  type Device,
  type KeyValue,
  type LinuxContainerConfig,
  type Mount,
  MountPropagation,
  Signal,
  type ContainerConfig as WireContainerConfig,
} from '../../proto/generated/api.js';
import type { ContainerConfig } from '../machines/config.ts';
import { FailureError } from '../machines/failure.ts';
import {
  absolutePath,
  each,
  invalid,
  known,
  labels,
  line,
  named,
  optional,
  present,
  relativePath,
  text,
} from './validate.ts';
import { groups, idMappings, namespaces, profile, resources, selinux, userId } from './validate-linux.ts';

/** Linux, MAX_ARG_STRLEN: no argument and no variable can be longer. */
const maxArgumentBytes = 131_072;

/**
 * @throws FailureError RequestInvalid {field, reason}; ImageVolumeMountFailed {field, reason} for a mount of an image
 */
export const containerConfig = (config: WireContainerConfig | undefined): ContainerConfig => {
  const checked = present(config, 'config');
  const metadata = present(checked.metadata, 'config.metadata');
  named(metadata.name, 'config.metadata.name', 1024);
  const image = present(checked.image, 'config.image');
  named(image.image, 'config.image.image');
  each(checked.command, 'config.command', argument);
  each(checked.args, 'config.args', argument);
  optional(checked.workingDir, 'config.working_dir', absolutePath);
  each(checked.mounts, 'config.mounts', mount);
  each(checked.devices, 'config.devices', device);
  each(checked.CDIDevices, 'config.CDI_devices', (item, field) => named(item.name, `${field}.name`));
  labels(checked.labels, 'config.labels');
  optional(checked.logPath, 'config.log_path', relativePath);
  known(checked.stopSignal, Signal, 'config.stop_signal');
  linux(checked.linux);
  return {
    ...checked,
    metadata,
    image,
    envs: checked.envs.map((item, index) => variable(item, `config.envs[${index}]`)),
  };
};

const argument = (value: string, field: string): string => text(value, field, maxArgumentBytes);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The value is bytes on the wire; here it becomes text. */
const variable = ({ key, value }: KeyValue, field: string): { readonly key: string; readonly value: string } => {
  named(key, `${field}.key`);
  if (key.includes('=')) throw invalid(`${field}.key`, 'contains =');
  return { key, value: argument(decoded(value, `${field}.value`), `${field}.value`) };
};
const decoded = (bytes: Uint8Array, field: string): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    throw invalid(field, 'is not UTF-8');
  }
};

const mount = (wanted: Mount, field: string): void => {
  absolutePath(wanted.containerPath, `${field}.container_path`);
  known(wanted.propagation, MountPropagation, `${field}.propagation`);
  idMappings(wanted, field);
  each(wanted.mountOptions, `${field}.mount_options`, mountOption);
  if (wanted.recursiveReadOnly) recursiveReadOnly(wanted, field);
  // The contract's form is an image message that is absent; clients also send an empty one.
  if (wanted.image === undefined || wanted.image.image === '') {
    absolutePath(wanted.hostPath, `${field}.host_path`);
    if (wanted.imageSubPath !== '') throw invalid(`${field}.image_sub_path`, 'is only for a mount of an image');
  } else imageMount(wanted, field);
};

const mountOptions = ['noexec', 'nodev', 'nosuid'];
const mountOption = (option: string, field: string): void => {
  if (!mountOptions.includes(option)) throw invalid(field, `is not one of ${mountOptions.join(', ')}`);
};

/** The kernel can do more, but then a write might get through: the contract allows it with these two only. */
const recursiveReadOnly = (wanted: Mount, field: string): void => {
  if (!wanted.readonly) throw invalid(`${field}.recursive_read_only`, 'needs readonly');
  if (wanted.propagation !== MountPropagation.PROPAGATION_PRIVATE) {
    throw invalid(`${field}.recursive_read_only`, 'needs private propagation');
  }
};

const imageMount = (wanted: Mount, field: string): void => {
  const refuse = (part: string, reason: string): FailureError =>
    new FailureError('ImageVolumeMountFailed', { field: `${field}.${part}`, reason });
  if (wanted.hostPath !== '') throw refuse('host_path', 'must be empty for an image');
  if (!wanted.readonly) throw refuse('readonly', 'must be set for an image');
  try {
    optional(wanted.imageSubPath, `${field}.image_sub_path`, relativePath);
  } catch {
    throw refuse('image_sub_path', 'leads out of the image');
  }
};

const device = (wanted: Device, field: string): void => {
  absolutePath(wanted.containerPath, `${field}.container_path`);
  absolutePath(wanted.hostPath, `${field}.host_path`);
  if (!/^[rwm]{0,3}$/.test(wanted.permissions)) throw invalid(`${field}.permissions`, 'has other letters than rwm');
};

const linux = (config: LinuxContainerConfig | undefined): void => {
  if (config === undefined) return;
  resources(config.resources, 'config.linux.resources');
  const context = config.securityContext;
  if (context === undefined) return;
  const at = 'config.linux.security_context';
  for (const [list, names] of Object.entries({
    add_capabilities: context.capabilities?.addCapabilities ?? [],
    drop_capabilities: context.capabilities?.dropCapabilities ?? [],
    add_ambient_capabilities: context.capabilities?.addAmbientCapabilities ?? [],
  })) {
    each(names, `${at}.capabilities.${list}`, (item, field) => named(item, field, 64));
  }
  namespaces(context.namespaceOptions, `${at}.namespace_options`, ['POD', 'CONTAINER', 'NODE', 'TARGET']);
  userId(context.runAsUser, `${at}.run_as_user`);
  userId(context.runAsGroup, `${at}.run_as_group`);
  line(context.runAsUsername, `${at}.run_as_username`, 256);
  if (context.runAsGroup !== undefined && context.runAsUser === undefined && context.runAsUsername === '') {
    throw invalid(`${at}.run_as_group`, 'needs run_as_user or run_as_username');
  }
  groups(context, at);
  selinux(context.selinuxOptions, `${at}.selinux_options`);
  each(context.maskedPaths, `${at}.masked_paths`, absolutePath);
  each(context.readonlyPaths, `${at}.readonly_paths`, absolutePath);
  profile(context.seccomp, `${at}.seccomp`, 'path');
  profile(context.apparmor, `${at}.apparmor`, 'name');
  line(context.apparmorProfile, `${at}.apparmor_profile`);
};
