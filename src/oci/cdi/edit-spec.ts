import { byDepth } from '../default-mounts.ts';
import { cleanPath } from '../invalid.ts';
import type { DeviceNode, DeviceRule, Hook, Hooks, Spec, SpecMount } from '../spec.ts';
import type { CdiEdits, CdiHook, CdiMount, NodeType } from './shape.ts';

/** A device node of an edit, with what only the host knew. */
export interface FilledNode {
  readonly path: string;
  readonly type: NodeType;
  readonly major: number;
  readonly minor: number;
  readonly fileMode?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** Subset of `rwm`; empty: nothing is allowed. */
  readonly access: string;
}

/**
 * The spec with the edits of CDI devices. What they set wins over the request and the image: variables, and device nodes
 * and mounts at the same path. A node belongs to the container's user where the edit does not say whose it is.
 * @param nodes the edits' device nodes, filled in
 */
export const withCdiEdits = (spec: Spec, edits: CdiEdits, nodes: readonly FilledNode[]): Spec => {
  const { process, linux } = spec;
  const { user } = process;
  const hooks = joinedHooks(spec.hooks ?? {}, edits.hooks);
  const paths = new Set(edits.mounts.map(({ containerPath }) => cleanPath(containerPath)));
  return {
    ...spec,
    process: {
      ...process,
      env: withVariables(process.env, edits.env),
      user: { ...user, additionalGids: [...new Set([...user.additionalGids, ...edits.additionalGids])] },
    },
    mounts: byDepth([
      ...spec.mounts.filter(({ destination }) => !paths.has(destination)),
      ...lastOfEach(edits.mounts.map(mountOf)),
    ]),
    ...(Object.keys(hooks).length === 0 ? {} : { hooks }),
    linux: {
      ...linux,
      devices: withNodes(linux.devices, nodes.map(nodeOf(user))),
      resources: {
        ...linux.resources,
        devices: [...(linux.resources.devices ?? []), ...nodes.flatMap(ruleOf)],
      },
      ...(edits.intelRdt === undefined ? {} : { intelRdt: edits.intelRdt }),
    },
  };
};

const withVariables = (env: readonly string[], added: readonly string[]): readonly string[] => {
  const byKey = new Map([...env, ...added].map((entry) => [entry.slice(0, entry.indexOf('=')), entry]));
  return [...byKey.values()];
};

const nodeOf =
  (user: { readonly uid: number; readonly gid: number }) =>
  ({ path, type, major, minor, fileMode = 0o666, uid = user.uid, gid = user.gid }: FilledNode): DeviceNode => ({
    path: cleanPath(path),
    type,
    major,
    minor,
    fileMode,
    uid,
    gid,
  });

const withNodes = (nodes: readonly DeviceNode[], added: readonly DeviceNode[]): readonly DeviceNode[] => [
  ...new Map([...nodes, ...added].map((node) => [node.path, node])).values(),
];

/** FIFOs are nobody's devices. */
const ruleOf = ({ type, major, minor, access }: FilledNode): readonly DeviceRule[] =>
  type === 'p' || access === '' ? [] : [{ allow: true, type: type === 'u' ? 'c' : type, major, minor, access }];

/** A vendor who names neither a type nor a way of binding means a bind mount. */
const mountOf = ({ hostPath, containerPath, options, type }: CdiMount): SpecMount => {
  const isBind = options.includes('bind') || options.includes('rbind');
  const given = isBind || (type !== undefined && type !== 'bind') ? options : ['rbind', ...options];
  return { destination: cleanPath(containerPath), type: type ?? 'bind', source: hostPath, options: given };
};

const lastOfEach = (mounts: readonly SpecMount[]): readonly SpecMount[] => [
  ...new Map(mounts.map((mount) => [mount.destination, mount])).values(),
];

const joinedHooks = (hooks: Hooks, added: readonly CdiHook[]): Hooks => {
  const joined: { -readonly [K in keyof Hooks]: Hooks[K] } = { ...hooks };
  for (const { hookName, path, args, env, timeout } of added) {
    const hook: Hook = {
      path,
      ...(args.length === 0 ? {} : { args }),
      ...(env.length === 0 ? {} : { env }),
      ...(timeout === undefined ? {} : { timeout }),
    };
    joined[hookName] = [...(joined[hookName] ?? []), hook];
  }
  return joined;
};
