/** Contracts of pulls (`actors/images`). */

export interface PullInput {
  readonly pullId: string;
  readonly reference: string;
  readonly credentialsKey?: string | undefined;
}
/** What there is to fetch. Opaque to the machine but for what people see. */
export interface PullPlan {
  readonly pullId: string;
  /** Normalised: `registry/repository:tag` or `@digest`. */
  readonly reference: string;
  readonly credentialsKey?: string | undefined;
  readonly manifestDigest: string;
  readonly configDigest: string;
  readonly layers: readonly { readonly digest: string; readonly mediaType: string; readonly sizeBytes: number }[];
  /** Which host answered. */
  readonly host: string;
}
export interface PulledImage {
  readonly imageId: string;
}
