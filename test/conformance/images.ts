/**
 * Stand-ins for the images that critest pulls, of what this machine has: a static busybox, Debian's nginx, our own pause,
 * and a few lines of C. What each must have is what the specs look at. Source: cri-tools, pkg/validate and images/.
 */
import { draftBusybox } from '../../src/image/busybox-image.ts';
import { sha256Of } from '../../src/image/digest.ts';
import { type DraftedImage, draftImage, hostArchitecture, type LayerDraft } from '../../src/image/image-writer.ts';
import { dockerList, ociIndex } from '../../src/image/media-types.ts';
import type { JsonObject } from '../../src/machines/json.ts';
import { type PushTarget, pushImage, pushIndex } from '../helpers/push-image.ts';
import { type Ingredients, layersOf } from './layers.ts';

/** `oci`, `docker`: one manifest. The others have another platform listed first, which must be passed over. */
type Kind = 'oci' | 'docker' | 'ociIndex' | 'dockerList';
interface StandIn {
  /** With its tag. */
  readonly reference: string;
  readonly kind: Kind;
  /** Above busybox and the base. */
  readonly layers?: readonly LayerDraft[];
  /** Nothing but this. */
  readonly only?: LayerDraft;
  readonly config?: JsonObject;
}

const env = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'];
const e2e = 'registry.k8s.io/e2e-test-images';
const cri = 'gcr.io/k8s-staging-cri-tools';

const standIns = (ingredients: Ingredients): readonly StandIn[] => {
  const layers = layersOf(ingredients);
  const nginx = { Cmd: ['nginx', '-g', 'daemon off;'], StopSignal: 'SIGQUIT', ExposedPorts: { '80/tcp': {} } };
  const plain = (name: string, tag = 'latest', kind: Kind = 'dockerList'): StandIn => ({
    reference: `${cri}/${name}:${tag}`,
    kind,
    layers: [layers.marker(`${name}-${kind === 'oci' ? tag : ''}`)],
  });
  const of = (user: string, name: string, ...more: readonly LayerDraft[]): StandIn => ({
    reference: `${cri}/test-image-${name}:latest`,
    kind: 'dockerList',
    layers: more,
    config: { User: user },
  });
  return [
    ...['3.9', '3.10', '3.10.1'].map(
      (tag): StandIn => ({
        reference: `registry.k8s.io/pause:${tag}`,
        kind: 'dockerList',
        only: layers.pause,
        config: { Env: env, Entrypoint: ['/pause'], User: '65535:65535', Labels: { version: tag } },
      }),
    ),
    { reference: `${e2e}/busybox:1.29-2`, kind: 'ociIndex' },
    { reference: `${e2e}/nginx:1.14-2`, kind: 'oci', layers: [layers.nginx(80)], config: nginx },
    {
      reference: `${e2e}/httpd:2.4.39-4`,
      kind: 'docker',
      layers: [layers.httpd],
      config: { Cmd: ['httpd-foreground'] },
    },
    { reference: `${e2e}/nonewprivs:1.3`, kind: 'dockerList', layers: [layers.nnp], config: { Entrypoint: ['/nnp'] } },
    {
      reference: `${cri}/hostnet-nginx-${hostArchitecture}:latest`,
      kind: 'dockerList',
      layers: [layers.nginx(12_003)],
      config: nginx,
    },
    plain('test-image-latest'),
    plain('test-image-tag', 'test'),
    plain('test-image-tag', 'all', 'oci'),
    plain('test-image-digest'),
    ...['1', '2', '3'].flatMap((tag) => [plain(`test-image-${tag}`), plain('test-image-tags', tag)]),
    of('1002', 'user-uid'),
    of('www-data', 'user-username'),
    of('1003:1004', 'user-uid-group'),
    of('www-data:1004', 'user-username-group'),
    of('1000', 'predefined-group', layers.group),
  ];
};

/** Digests of what was pushed, by reference. */
export type Pushed = ReadonlyMap<string, string>;

/** @param registryUrl where all of them go, whatever registry their names have. */
export const pushStandIns = async (registryUrl: string, ingredients: Ingredients): Promise<Pushed> => {
  const pushed = new Map<string, string>();
  const { base } = layersOf(ingredients);
  for (const standIn of standIns(ingredients)) {
    const repositoryAndTag = standIn.reference.slice(standIn.reference.indexOf('/') + 1);
    const [repository = '', tag = ''] = repositoryAndTag.split(':');
    const draft = (architecture: string) => draftOf(standIn, { busybox: ingredients.busybox, base, architecture });
    pushed.set(standIn.reference, await push({ url: registryUrl, repository }, tag, standIn.kind, draft));
  }
  return pushed;
};

type Draft = (architecture: string) => Promise<DraftedImage>;

const push = async (to: PushTarget, tag: string, kind: Kind, draft: Draft): Promise<string> => {
  const image = await draft(hostArchitecture);
  if (kind === 'oci' || kind === 'docker') {
    await pushImage({ ...to, tag }, image);
    return image.manifest.digest;
  }
  const other = await draft('s390x');
  for (const each of [other, image]) await pushImage(to, each);
  const manifests = [
    { ...other.manifest, platform: { os: 'linux', architecture: 's390x' } },
    { ...image.manifest, platform: { os: 'linux', architecture: hostArchitecture } },
  ];
  const mediaType = kind === 'ociIndex' ? ociIndex : dockerList;
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
  await pushIndex(to, { mediaType, bytes, name: tag });
  return sha256Of(bytes);
};

const draftOf = async (
  { kind, only, layers = [], config = {} }: StandIn,
  {
    busybox,
    base,
    architecture,
  }: { readonly busybox: string; readonly base: LayerDraft; readonly architecture: string },
): Promise<DraftedImage> => {
  const rest = { config, platform: { os: 'linux', architecture }, isDocker: kind.startsWith('docker') };
  if (only !== undefined) return draftImage({ ...rest, layers: [only] });
  return draftBusybox(busybox, { ...rest, layers: [base, ...layers] });
};
