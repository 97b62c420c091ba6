import { stat } from 'node:fs/promises';
import type { FilledNode } from '../../../oci/cdi/edit-spec.ts';
import type { CdiDeviceNode } from '../../../oci/cdi/shape.ts';
import { specInvalid } from '../../../oci/invalid.ts';
import { errnoOf } from '../../fs-failure.ts';
import { deviceNumber } from '../device-number.ts';

/**
 * Device nodes of CDI edits, with type and number of the host's node where the spec does not say them.
 * @throws FailureError SpecInvalid where the host has no such node, or one of another type
 */
export const fillNodes = (nodes: readonly CdiDeviceNode[]): Promise<readonly FilledNode[]> =>
  Promise.all(nodes.map(fillNode));

const fillNode = async (node: CdiDeviceNode): Promise<FilledNode> => {
  const { path, fileMode, uid, gid, permissions = 'rwm' } = node;
  const access = permissions === 'none' ? '' : [...new Set(permissions)].join('');
  return { path, fileMode, uid, gid, access, ...(await identityOf(node)) };
};

type Identity = Pick<FilledNode, 'type' | 'major' | 'minor'>;

/** Major 0 is no device's: with it, and without a type, a spec asks for the host's. A FIFO needs no host's. */
const identityOf = async ({ path, hostPath, type, major = 0, minor = 0 }: CdiDeviceNode): Promise<Identity> => {
  if (type === 'p') return { type, major: 0, minor: 0 };
  if (type !== undefined && major !== 0) return { type, major, minor };
  const found = await hostNode(hostPath ?? path);
  const isOfType = type === undefined || type === found.type || (type === 'u' && found.type === 'c');
  if (!isOfType) throw refusal(`${hostPath ?? path} is of type ${found.type} on the host, not ${type}`);
  return { type: type ?? found.type, ...(major === 0 ? { major: found.major, minor: found.minor } : { major, minor }) };
};

const hostNode = async (path: string): Promise<Identity> => {
  try {
    const stats = await stat(path);
    if (stats.isFIFO()) return { type: 'p', major: 0, minor: 0 };
    if (stats.isBlockDevice()) return { type: 'b', ...deviceNumber(stats.rdev) };
    if (stats.isCharacterDevice()) return { type: 'c', ...deviceNumber(stats.rdev) };
  } catch (thrown) {
    const code = errnoOf(thrown);
    throw code === undefined ? thrown : refusal(`the host's device ${path} cannot be looked at: ${code}`);
  }
  throw refusal(`${path} is not a device`);
};

const refusal = (reason: string) => specInvalid('CDI_devices', `CDI device injection failed: ${reason}`);
