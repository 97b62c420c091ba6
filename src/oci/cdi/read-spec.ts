import type { Json } from '../../machines/json.ts';
import { isDeviceName, kindFault } from './names.ts';
import { readEdits } from './read-edits.ts';
import { faultAt, listAt, objectAt, textAt } from './reader.ts';
import type { CdiDevice, CdiSpec } from './shape.ts';

/** 0.3 to 0.8, 1.0 and 1.1. A field that is younger than the file's own version is taken all the same. */
const knownVersion = /^(0\.[3-8]|1\.[01])\.\d{1,4}$/;

/**
 * A CDI spec from what a file says.
 * @throws CdiFault for anything that the specification does not have: then no device of the file is to be used
 */
export const readCdiSpec = (content: Json): CdiSpec => {
  const spec = objectAt(content, '', ['cdiVersion', 'kind', 'annotations', 'devices', 'containerEdits']);
  const version = textAt(spec.cdiVersion, 'cdiVersion');
  if (!knownVersion.test(version)) throw faultAt('cdiVersion', `'${version}' is not a known version`);
  const kind = textAt(spec.kind, 'kind');
  const fault = kindFault(kind);
  if (fault !== undefined) throw faultAt('kind', fault);
  const devices = listAt(spec.devices, 'devices').map((device, index) => readDevice(device, `devices[${index}]`));
  if (devices.length === 0) throw faultAt('devices', 'is empty');
  const names = devices.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw faultAt('devices', `'${twice}' is there twice`);
  return { kind, devices, edits: readEdits(spec.containerEdits, 'containerEdits') };
};

const readDevice = (value: Json, place: string): CdiDevice => {
  const device = objectAt(value, place, ['name', 'annotations', 'containerEdits']);
  const name = textAt(device.name, `${place}.name`);
  if (!isDeviceName(name)) throw faultAt(`${place}.name`, `'${name}' is not the name of a device`);
  const edits = readEdits(device.containerEdits, `${place}.containerEdits`);
  const isEmpty = Object.values(edits).every((part) => Array.isArray(part) && part.length === 0);
  if (isEmpty) throw faultAt(place, 'changes nothing in a container');
  return { name, edits };
};
