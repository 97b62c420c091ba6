import type { ContainerConfig } from '../../../machines/config.ts';
import { type FilledNode, withCdiEdits } from '../../../oci/cdi/edit-spec.ts';
import { askedCdiDevices } from '../../../oci/cdi/names.ts';
import { editsFor } from '../../../oci/cdi/resolve.ts';
import type { CdiEdits } from '../../../oci/cdi/shape.ts';
import { specInvalid } from '../../../oci/invalid.ts';
import type { Spec } from '../../../oci/spec.ts';
import type { CdiFiles } from './cdi-files.ts';
import { fillNodes } from './fill-nodes.ts';

/** What CDI devices change in one container. */
export interface Injection {
  readonly edits: CdiEdits;
  readonly nodes: readonly FilledNode[];
}

/**
 * Looks up the devices that a container asks for; undefined: none, and no file was looked at.
 * @param files absent: CDI is switched off
 * @throws FailureError SpecInvalid for names that are not valid, and devices that cannot be had
 */
export const findInjection = async (
  config: Pick<ContainerConfig, 'CDIDevices' | 'annotations'>,
  files: CdiFiles | undefined,
): Promise<Injection | undefined> => {
  const names = askedCdiDevices(config);
  if (names.length === 0) return undefined;
  if (files === undefined) throw specInvalid('CDI_devices', 'CDI is switched off on this node (cri.enable_cdi)');
  const edits = editsFor(names, await files.read());
  return { edits, nodes: await fillNodes(edits.deviceNodes) };
};

export const injected = (spec: Spec, injection: Injection | undefined): Spec =>
  injection === undefined ? spec : withCdiEdits(spec, injection.edits, injection.nodes);
