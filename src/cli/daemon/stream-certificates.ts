/** The certificates of the streaming server, as configured. */
import { rm } from 'node:fs/promises';
import type { CurrentConfig } from '../../config/current.ts';
import { pathsOf } from '../../config/paths.ts';
import type { Config } from '../../config/schema.ts';
import type { Log } from '../../cri/handed.ts';
import { hostsOf } from '../../cri/streaming/server.ts';
import { type CertificateFiles, type Certificates, openCertificates } from '../../cri/streaming/tls/certificates.ts';
import { failureOf } from '../../machines/failure.ts';
import { replaceFile } from '../replace-file.ts';

export const certificateFilesOf = ({ streaming }: Config): CertificateFiles => ({
  certFile: streaming.x509KeyPairStreaming.tlsCertFile,
  keyFile: streaming.x509KeyPairStreaming.tlsKeyFile,
  caFile: streaming.streamTlsCa,
});

/**
 * Undefined: no TLS is wanted.
 * Effects: a copy of the certificate in `state`, by which `troupe exec` and others on this machine know the server.
 * @throws FailureError as {@link openCertificates} does.
 */
export const openStreamCertificates = async (
  config: Config,
  log: Log,
  current: CurrentConfig,
): Promise<Certificates | undefined> => {
  const { streamCertFile } = pathsOf(config);
  if (!config.streaming.enableTlsStreaming) {
    await rm(streamCertFile, { force: true });
    return undefined;
  }
  const certificates = await openCertificates({
    files: certificateFilesOf(config),
    hosts: hostsOf(config.streaming.streamServerAddress),
    log,
    nowMs: Date.now,
  });
  const publish = () => replaceFile(streamCertFile, certificates.current().cert);
  certificates.onChange(() => {
    publish().catch((error: unknown) =>
      log.warn({ failure: failureOf(error) }, 'the certificate could not be published'),
    );
  });
  await publish();
  current.subscribe((next) => certificates.prepare(certificateFilesOf(next)));
  return certificates;
};
