/** Classes of block I/O and of Intel RDT, which pods ask for by annotation. troupe has none. */
import type { SecurityPolicy } from './facts.ts';
import { specInvalid } from './invalid.ts';

type Annotations = Readonly<Record<string, string>>;

const kinds = [
  { kind: 'blockio', ofContainer: 'io.kubernetes.cri.blockio-class', ofPod: 'blockio.resources.beta.kubernetes.io' },
  { kind: 'rdt', ofContainer: 'io.kubernetes.cri.rdt-class', ofPod: 'rdt.resources.beta.kubernetes.io' },
] as const;

/**
 * Refuses a container that asks for a class, unless the node is told to run it without. A pod's annotation is for one
 * container (`/container.<name>`) or for all (`/pod`).
 * @throws FailureError SpecInvalid
 */
export const refuseClasses = (
  asked: { readonly name: string; readonly container: Annotations; readonly pod: Annotations },
  policy: Pick<SecurityPolicy, 'ignoresBlockioClass' | 'ignoresRdtClass'>,
): void => {
  for (const { kind, ofContainer, ofPod } of kinds) {
    if (kind === 'blockio' ? policy.ignoresBlockioClass : policy.ignoresRdtClass) continue;
    const places = [
      { key: ofContainer, value: asked.container[ofContainer] },
      ...[`${ofPod}/container.${asked.name}`, `${ofPod}/pod`].map((key) => ({ key, value: asked.pod[key] })),
    ];
    const found = places.find(({ value }) => value !== undefined && value !== '');
    if (found !== undefined) {
      throw specInvalid(
        `annotations[${found.key}]`,
        `this node has no ${kind} classes, so '${found.value}' cannot be given`,
      );
    }
  }
};
