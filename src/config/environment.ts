/** What the environment says of proxies: as every Go program reads it, containerd among them. */
export interface ProxyEnvironment {
  /** For `http:` URLs; absent: none. May have a password in it. */
  readonly httpProxy?: string | undefined;
  /** For `https:` URLs. */
  readonly httpsProxy?: string | undefined;
  /** Hosts that are asked directly, parted by commas. */
  readonly noProxy: string;
}

/** Upper case goes before lower case; empty is absent. */
export const proxyEnvironment = (env: Readonly<Record<string, string | undefined>> = process.env): ProxyEnvironment => {
  const read = (name: string) => env[name] || env[name.toLowerCase()] || undefined;
  return { httpProxy: read('HTTP_PROXY'), httpsProxy: read('HTTPS_PROXY'), noProxy: read('NO_PROXY') ?? '' };
};
