/** Whom a request or a response is about, for the log: the fields that most messages of the contract have. */

export interface Subject {
  readonly sandboxId?: string;
  readonly containerId?: string;
  readonly imageRef?: string;
}

/** What is absent or empty is left out. Not validated yet, so it is cut: an id has 64 characters. */
export const subjectOf = (message: unknown): Subject => {
  const { podSandboxId, containerId, image } = message as Fields;
  return {
    ...told('sandboxId', podSandboxId),
    ...told('containerId', containerId),
    ...told('imageRef', typeof image === 'object' ? image.image : undefined),
  };
};

interface Fields {
  readonly podSandboxId?: string;
  readonly containerId?: string;
  readonly image?: { readonly image?: string };
}
const told = (name: keyof Subject, value: string | undefined): Subject =>
  typeof value === 'string' && value !== '' ? { [name]: value.slice(0, 256) } : {};
