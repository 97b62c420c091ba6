/** Pods in a few words. Source: Kubernetes API v1, Pod. */

export interface ContainerManifest {
  readonly name: string;
  readonly command: readonly string[];
  readonly image: string;
  readonly [field: string]: unknown;
}
export interface PodManifest {
  readonly apiVersion: 'v1';
  readonly kind: 'Pod';
  readonly metadata: { readonly name: string; readonly namespace: 'default'; readonly annotations?: object };
  readonly spec: { readonly containers: readonly ContainerManifest[]; readonly [field: string]: unknown };
}

/** Lives until it is told to end, at once then. */
export const waiting = 'trap "exit 0" TERM; while :; do sleep 0.1; done';

/** Makes manifests whose containers have this image where they do not name another. */
export const manifestsOf = (image: string, notesDir: string) => ({
  pod: (name: string, containers: readonly ContainerManifest[], spec: object = {}): PodManifest => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { terminationGracePeriodSeconds: 5, automountServiceAccountToken: false, ...spec, containers },
  }),
  /** `sh -c script`. */
  sh: (name: string, script: string, more: object = {}): ContainerManifest => ({
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['/bin/sh', '-c', script],
    ...more,
  }),
  /** A directory that outlives the pod. */
  notes: { name: 'notes', hostPath: { path: notesDir, type: 'Directory' } },
  atNotes: { name: 'notes', mountPath: '/notes' },
});

export type Manifests = ReturnType<typeof manifestsOf>;
