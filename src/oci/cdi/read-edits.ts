import type { Json } from '../../machines/json.ts';
import { faultAt, flagAt, listAt, numberAt, objectAt, optionalAt, pathAt, textAt, textsAt } from './reader.ts';
import {
  type CdiDeviceNode,
  type CdiEdits,
  type CdiHook,
  type CdiMount,
  hookNames,
  type IntelRdt,
  noEdits,
} from './shape.ts';

/**
 * `containerEdits`, checked; none where absent.
 * @throws CdiFault
 */
export const readEdits = (value: Json | undefined, place: string): CdiEdits => {
  if (value == null) return noEdits;
  const edits = objectAt(value, place, [
    ...['env', 'deviceNodes', 'mounts', 'hooks', 'additionalGids', 'intelRdt', 'netDevices'],
  ]);
  if (listAt(edits.netDevices, `${place}.netDevices`).length > 0) {
    throw faultAt(`${place}.netDevices`, 'network interfaces are not moved into containers by this runtime');
  }
  const each = <Item>(name: string, read: (item: Json, at: string) => Item): readonly Item[] =>
    listAt(edits[name], `${place}.${name}`).map((item, index) => read(item, `${place}.${name}[${index}]`));
  return {
    env: each('env', readVariable),
    deviceNodes: each('deviceNodes', readDeviceNode),
    mounts: each('mounts', readMount),
    hooks: each('hooks', readHook),
    additionalGids: each('additionalGids', numberAt).filter((gid) => gid !== 0),
    ...optionalAt(edits, 'intelRdt', place, readIntelRdt),
  };
};

const readVariable = (value: Json, place: string): string => {
  const variable = textAt(value, place);
  if (variable.indexOf('=') <= 0) throw faultAt(place, `'${variable}' is not of the form KEY=value`);
  return variable;
};

const readDeviceNode = (value: Json, place: string): CdiDeviceNode => {
  const node = objectAt(value, place, [
    ...['path', 'hostPath', 'type', 'major', 'minor', 'fileMode', 'uid', 'gid', 'permissions'],
  ]);
  return {
    path: pathAt(node.path, `${place}.path`),
    ...optionalAt(node, 'hostPath', place, pathAt),
    ...optionalAt(node, 'type', place, readNodeType),
    ...optionalAt(node, 'major', place, numberAt),
    ...optionalAt(node, 'minor', place, numberAt),
    ...optionalAt(node, 'fileMode', place, readMode),
    ...optionalAt(node, 'uid', place, numberAt),
    ...optionalAt(node, 'gid', place, numberAt),
    ...optionalAt(node, 'permissions', place, readPermissions),
  };
};

const readNodeType = (value: Json | undefined, place: string): 'b' | 'c' | 'u' | 'p' => {
  if (value === 'b' || value === 'c' || value === 'u' || value === 'p') return value;
  throw faultAt(place, 'is not one of b, c, u and p');
};

const readMode = (value: Json | undefined, place: string): number => {
  const mode = numberAt(value, place);
  // Go's bits for the kind of file, if a vendor wrote them, are not permissions.
  return mode & 0o7777;
};

const readPermissions = (value: Json | undefined, place: string): string => {
  if (value === '') return 'rwm';
  const permissions = textAt(value, place);
  if (permissions !== 'none' && !/^[rwm]+$/.test(permissions)) {
    throw faultAt(place, `'${permissions}' is not made of r, w and m`);
  }
  return permissions;
};

const readMount = (value: Json, place: string): CdiMount => {
  const mount = objectAt(value, place, ['hostPath', 'containerPath', 'options', 'type']);
  const containerPath = pathAt(mount.containerPath, `${place}.containerPath`);
  if (/^\/+\.?$/.test(containerPath)) throw faultAt(`${place}.containerPath`, 'nothing can be mounted over the root');
  return {
    hostPath: textAt(mount.hostPath, `${place}.hostPath`),
    containerPath,
    options: textsAt(mount.options, `${place}.options`),
    ...(mount.type == null || mount.type === '' ? {} : { type: textAt(mount.type, `${place}.type`) }),
  };
};

const readHook = (value: Json, place: string): CdiHook => {
  const hook = objectAt(value, place, ['hookName', 'path', 'args', 'env', 'timeout']);
  const hookName = hookNames.find((name) => name === hook.hookName);
  if (hookName === undefined) throw faultAt(`${place}.hookName`, `is not one of ${hookNames.join(', ')}`);
  const timeout = hook.timeout == null ? 0 : numberAt(hook.timeout, `${place}.timeout`);
  return {
    hookName,
    path: pathAt(hook.path, `${place}.path`),
    // An argument may well be empty.
    args: listAt(hook.args, `${place}.args`).map((arg, index) =>
      arg === '' ? '' : textAt(arg, `${place}.args[${index}]`),
    ),
    env: listAt(hook.env, `${place}.env`).map((item, index) => readVariable(item, `${place}.env[${index}]`)),
    ...(timeout === 0 ? {} : { timeout }),
  };
};

/** The class becomes a directory of resctrl; `/` is its root. */
const readClosId = (value: Json | undefined, place: string): string => {
  const id = textAt(value, place);
  const isName = id.length < 4096 && id !== '.' && id !== '..' && !/[/\n]/.test(id);
  if (id !== '/' && !isName) throw faultAt(place, `'${id}' is not the name of a class`);
  return id;
};

const readIntelRdt = (value: Json | undefined, place: string): IntelRdt => {
  const rdt = objectAt(value, place, [
    ...['closID', 'l3CacheSchema', 'memBwSchema', 'schemata', 'enableMonitoring', 'enableCMT', 'enableMBM'],
  ]);
  return {
    ...optionalAt(rdt, 'closID', place, readClosId),
    ...optionalAt(rdt, 'l3CacheSchema', place, textAt),
    ...optionalAt(rdt, 'memBwSchema', place, textAt),
    ...optionalAt(rdt, 'schemata', place, textsAt),
    ...optionalAt(rdt, 'enableMonitoring', place, flagAt),
    ...optionalAt(rdt, 'enableCMT', place, flagAt),
    ...optionalAt(rdt, 'enableMBM', place, flagAt),
  };
};
