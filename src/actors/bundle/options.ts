import { FailureError } from '../../machines/failure.ts';
import type { CgroupPlacement, HandlerTraits, HostFacts, SecurityPolicy } from '../../oci/facts.ts';
import type { Ledger } from '../../store/records.ts';
import type { AppArmor } from '../apparmor/apparmor.ts';
import type { Selinux } from '../selinux/selinux.ts';
import type { CdiFiles } from './cdi/cdi-files.ts';

/** What the services of bundles need. */
export interface BundleOptions {
  /** One folder a container; in memory, for what a reboot makes void. */
  readonly containersDir: string;
  /** One folder a container with image volumes; on disk, for a container may write a lot there. */
  readonly volumesDir: string;
  /** The root of infra containers without an image; made here. */
  readonly pauseRootfsDir: string;
  /** The built-in infra program: static, executable. */
  readonly pauseFile: string;
  readonly host: HostFacts;
  /** By the name that sandboxes carry. */
  readonly handlers: ReadonlyMap<string, HandlerTraits>;
  readonly cgroups: CgroupPlacement;
  readonly policy: SecurityPolicy;
  /** The volumes that images declare are parts of the root filesystem like any other. */
  readonly ignoresImageDefinedVolumes: boolean;
  readonly ledger: Ledger;
  /** Absent: SELinux is off. */
  readonly selinux?: Selinux | undefined;
  /** Absent: AppArmor is switched off. */
  readonly appArmor?: AppArmor | undefined;
  /** Absent: CDI is switched off. */
  readonly cdi?: CdiFiles | undefined;
}

/** @throws FailureError HandlerUnknown {runtimeHandler} */
export const traitsOf = ({ handlers }: BundleOptions, runtimeHandler: string): HandlerTraits => {
  const traits = handlers.get(runtimeHandler);
  if (traits === undefined) throw new FailureError('HandlerUnknown', { runtimeHandler });
  return traits;
};
