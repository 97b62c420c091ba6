/** The messages are the same in both; kubelets before 1.26 and old tools speak the older one. */
export const apiVersions = ['v1', 'v1alpha2'] as const;
export type ApiVersion = (typeof apiVersions)[number];

/** The path of a method in another version of the contract than the generated one. */
export const pathIn = (apiVersion: ApiVersion, path: string): string =>
  path.replace('/runtime.v1.', `/runtime.${apiVersion}.`);
