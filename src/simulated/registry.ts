/**
 * The registry of the simulated world: it has every image that anybody asks for. What an image is follows from its name, so
 * it is the same tomorrow. A few are here from the start, a few have a user or more names than one.
 */
import { createHash } from 'node:crypto';
import type { ImageRecord } from '../image/image-record.ts';
import { nameOf, parseReference, type Reference, textOf } from '../image/reference.ts';
import { FailureError } from '../machines/failure.ts';

/** What is special about a repository. */
interface Known {
  readonly user?: string;
  readonly cmd?: readonly string[];
  /** All its tags are one image. */
  readonly isOneImage?: true;
}

const known: Readonly<Record<string, Known>> = {
  'docker.io/library/busybox': { cmd: ['sh'] },
  'docker.io/library/alpine': { cmd: ['/bin/sh'] },
  'docker.io/library/nginx': { cmd: ['nginx', '-g', 'daemon off;'] },
  'registry.k8s.io/pause': { cmd: ['/pause'], user: '65535:65535' },
  'registry.k8s.io/e2e-test-images/busybox': { cmd: ['sh'] },
  'registry.k8s.io/e2e-test-images/nginx': { cmd: ['nginx', '-g', 'daemon off;'] },
  'gcr.io/k8s-staging-cri-tools/test-image-tags': { isOneImage: true },
  'gcr.io/k8s-staging-cri-tools/test-image-user-uid': { user: '1002' },
  'gcr.io/k8s-staging-cri-tools/test-image-user-username': { user: 'www-data' },
  'gcr.io/k8s-staging-cri-tools/test-image-user-uid-group': { user: '1003:1004' },
  'gcr.io/k8s-staging-cri-tools/test-image-user-username-group': { user: 'www-data:1004' },
};

/** Registries that have the same images. */
const mirrors: Readonly<Record<string, string>> = { 'k8s.gcr.io': 'registry.k8s.io' };

/** Here from the start. */
export const builtIn = [
  'registry.k8s.io/pause:3.10',
  'docker.io/library/busybox:latest',
  'docker.io/library/nginx:latest',
] as const;

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const smallestBytes = 700_000;

/**
 * What the registry has under that name.
 * @throws FailureError RegistryUnavailable for hosts in `.invalid` (RFC 6761), ManifestUnknown for the tag `missing`;
 *   ReferenceInvalid
 */
export const offerOf = (text: string): { readonly reference: Reference; readonly record: ImageRecord } => {
  const reference = parseReference(text);
  if (/\.invalid(:\d+)?$/.test(reference.registry))
    throw new FailureError('RegistryUnavailable', { reference: text, host: reference.registry, code: 'ENOTFOUND' });
  if (reference.tag === 'missing') throw new FailureError('ManifestUnknown', { reference: text });
  const name = nameOf(reference);
  const origin = { ...reference, registry: mirrors[reference.registry] ?? reference.registry };
  const traits = known[nameOf(origin)] ?? {};
  const identity = traits.isOneImage === true ? nameOf(origin) : textOf(origin);
  const diffId = sha256(`layer ${identity}`);
  const config = JSON.stringify({
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: {
      User: traits.user ?? '',
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Cmd: traits.cmd ?? ['sh'],
      Labels: { 'troupe.simulated': identity },
    },
    rootfs: { type: 'layers', diff_ids: [diffId] },
  });
  const manifest = sha256(`manifest ${identity}`);
  return {
    reference,
    record: {
      imageId: sha256(config),
      tags: reference.tag === undefined ? [] : [textOf(reference)],
      digests: [`${name}@${reference.digest ?? manifest}`],
      config,
      diffIds: [diffId],
      sizeBytes: smallestBytes + (Number.parseInt(diffId.slice(-6), 16) % 100_000_000),
      annotations: {},
    },
  };
};
