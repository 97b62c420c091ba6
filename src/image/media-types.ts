/** Media types that registries and archives use. Source: OCI image-spec, media-types.md; Docker image manifest v2 schema 2. */

export const ociIndex = 'application/vnd.oci.image.index.v1+json';
export const ociManifest = 'application/vnd.oci.image.manifest.v1+json';
export const ociConfig = 'application/vnd.oci.image.config.v1+json';
export const dockerList = 'application/vnd.docker.distribution.manifest.list.v2+json';
export const dockerManifest = 'application/vnd.docker.distribution.manifest.v2+json';
export const dockerConfig = 'application/vnd.docker.container.image.v1+json';

export const ociLayer = 'application/vnd.oci.image.layer.v1.tar';

export const isIndex = (mediaType: string): boolean => mediaType === ociIndex || mediaType === dockerList;
export const isManifest = (mediaType: string): boolean => mediaType === ociManifest || mediaType === dockerManifest;
export const isConfig = (mediaType: string): boolean => mediaType === ociConfig || mediaType === dockerConfig;

/** What a layer may be called; its real compression is read from its first bytes, as other runtimes do. */
export const isLayer = (mediaType: string): boolean => layerTypes.test(mediaType);

const layerTypes =
  /^application\/vnd\.(oci\.image\.layer\.(nondistributable\.)?v1\.tar(\+gzip|\+zstd)?|docker\.image\.rootfs\.(foreign\.)?diff\.tar(\.gzip|\.zstd)?)$/;

/** What we say that we understand when we ask for a manifest. */
export const acceptedManifests: string = [ociIndex, dockerList, ociManifest, dockerManifest].join(', ');
