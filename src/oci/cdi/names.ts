/** Names of CDI devices: `vendor/class=name`. Source: CDI specification, "Kind" and "CDI Devices". */
import { specInvalid } from '../invalid.ts';

const vendor = /^[A-Za-z]([\w.-]*[A-Za-z0-9])?$/;
const deviceClass = /^[A-Za-z]([\w.-]*[A-Za-z0-9])?$/;
const deviceName = /^[A-Za-z0-9]([\w.:-]*[A-Za-z0-9])?$/;

/** Why it is no kind; undefined: it is one. */
export const kindFault = (kind: string): string | undefined => {
  const [ofVendor = '', ofClass = '', ...rest] = kind.split('/');
  if (rest.length > 0 || !kind.includes('/')) return `'${kind}' is not of the form vendor/class`;
  if (!vendor.test(ofVendor)) return `'${ofVendor}' is not a vendor's name`;
  return deviceClass.test(ofClass) ? undefined : `'${ofClass}' is not the name of a class of devices`;
};

export const isDeviceName = (name: string): boolean => deviceName.test(name);

/** @throws FailureError SpecInvalid */
export const checkQualifiedName = (field: string, name: string): void => {
  const end = name.indexOf('=');
  if (end < 0) throw specInvalid(field, `'${name}' is not of the form vendor/class=name`);
  const fault = kindFault(name.slice(0, end));
  if (fault !== undefined) throw specInvalid(field, `'${name}': ${fault}`);
  if (!isDeviceName(name.slice(end + 1))) throw specInvalid(field, `'${name}': the device has no valid name`);
};

const annotationPrefix = 'cdi.k8s.io/';

/**
 * The devices of a request: its field's, then those of its annotations `cdi.k8s.io/*` (each a list parted by commas), in
 * the order of their keys. Each once.
 * @throws FailureError SpecInvalid for a name that is not valid
 */
export const askedCdiDevices = (config: {
  readonly CDIDevices: readonly { readonly name: string }[];
  readonly annotations: Readonly<Record<string, string>>;
}): readonly string[] => {
  const ofField = config.CDIDevices.map(({ name }, index) => ({ name, field: `CDI_devices[${index}].name` }));
  const ofAnnotations = Object.entries(config.annotations)
    .filter(([key]) => key.startsWith(annotationPrefix))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([key, value]) => value.split(',').map((name) => ({ name, field: `annotations[${key}]` })));
  for (const { name, field } of [...ofField, ...ofAnnotations]) checkQualifiedName(field, name);
  return [...new Set([...ofField, ...ofAnnotations].map(({ name }) => name))];
};
