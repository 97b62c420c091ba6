/** Symbolic names of actors, taken apart: `pod:a#1/ctr:c0#2/svc:createTask#1`. */

export interface NamePart {
  /** `pod`, `ctr`, `svc`, `exec`, `pull` … */
  readonly kind: string;
  readonly id: string;
}

/** Without the numbers of incarnations: `pod:a/ctr:c0/svc:createTask`. */
export const pathOfName = (name: string): string => name.replace(/#\d+(?=\/|$)/g, '');

export const partsOfName = (name: string): readonly NamePart[] =>
  pathOfName(name)
    .split('/')
    .map((part) => {
      const colon = part.indexOf(':');
      return colon < 0 ? { kind: '', id: part } : { kind: part.slice(0, colon), id: part.slice(colon + 1) };
    });

/** `pod:a#1/ctr:c0#1` of `pod:a#1/ctr:c0#1/svc:createTask#1`; of what has nobody above it, nothing. */
export const parentOfName = (name: string): string | undefined => {
  const slash = name.lastIndexOf('/');
  return slash < 0 ? undefined : name.slice(0, slash);
};

/** What it is called itself: `createTask`, `c0`. */
export const ownIdOf = (name: string): string => partsOfName(name).at(-1)?.id ?? name;

/** Ids are long, and their beginnings tell them apart. */
const shownId = 12;
const longId = /^[0-9a-f]{32,64}$/;

/** For people: `pod 4f1c0a… / ctr c0 / createTask`, with whole ids where they are short; incarnations after the first are told. */
export const shortName = (name: string): string =>
  name
    .split('/')
    .map((part) => {
      const [, kind = 'svc', id = part, birth = ''] = /^(?:([^:]*):)?(.*?)(#\d+)?$/.exec(part) ?? [];
      const short = longId.test(id) ? id.slice(0, shownId) : id;
      const which = birth === '#1' ? '' : birth;
      return kind === 'svc' ? `${short}${which}` : `${kind}:${short}${which}`;
    })
    .join('/');

/** The pod or container that it is, or is a part of: `ctr:c0`, `pod:a`; else the daemon itself. */
export const laneOfName = (name: string): string => {
  const own = partsOfName(name).findLast(({ kind }) => kind === 'ctr' || kind === 'pod');
  return own === undefined ? 'daemon' : `${own.kind}:${own.id}`;
};

/**
 * A pattern with `*` (anything) and `?` (a character) fits a name when it fits it whole, or from a part of it on: `ctr:c0`
 * fits `pod:a#1/ctr:c0#1`, `pod:a/*` whatever is in that pod, `pod:a` that pod alone. Incarnations may be left out, and so
 * may all of an id but its beginning, if that has 4 characters or more.
 */
export const namesLike = (pattern: string): ((name: string) => boolean) => {
  const hasNumbers = /#(\d+|\*)/.test(pattern);
  const source = pattern
    .split('/')
    .map((part) => {
      const text = part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\?/g, '[^/]');
      const glob = text.replace(/\*+/g, '.*');
      const isOpen = /[:/]?[0-9a-f]{4,}$/.test(part) && !part.includes('*');
      return isOpen ? `${glob}[^/]*` : glob;
    })
    .join('/');
  const whole = new RegExp(`^(.*/)?([a-z]+:)?${source}$`, 'i');
  return (name) => whole.test(hasNumbers ? name : pathOfName(name));
};
