/** IPv4 subnets: which of the private ones does no route of the machine lead to. */

/** As `10.241.0.0/24`; a bare address is a /32. undefined: not a subnet. */
export const parseSubnet = (text: string): Subnet | undefined => {
  const [, address = '', length = '32'] = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  const bytes = address.split('.').map(Number);
  if (bytes.length !== 4 || bytes.some((byte) => byte > 255) || Number(length) > 32) return undefined;
  const prefix = Number(length);
  return { base: (bytes.reduce((sum, byte) => sum * 256 + byte, 0) & maskOf(prefix)) >>> 0, prefix };
};
export interface Subnet {
  readonly base: number;
  readonly prefix: number;
}

export const overlaps = (one: Subnet, other: Subnet): boolean => {
  const mask = maskOf(Math.min(one.prefix, other.prefix));
  return (one.base & mask) === (other.base & mask);
};

/**
 * The subnets that the machine has routes to, but for the default route.
 *
 * @param table the text of /proc/net/route; @param exceptLink an interface whose routes do not count.
 * Source: proc_pid_net(5); destination and mask are hexadecimal, in the machine's byte order (little-endian here).
 */
export const routedSubnets = (table: string, exceptLink: string): readonly Subnet[] =>
  table
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter((fields) => fields.length >= 8 && fields[0] !== exceptLink)
    .map((fields) => {
      const mask = swapped(fields[7] ?? '');
      return { base: swapped(fields[1] ?? ''), prefix: mask === 0 ? 0 : 32 - Math.log2(2 ** 32 - mask) };
    })
    .filter(({ prefix }) => prefix > 0);

/** The first /24 of 10.241.0.0/16, 172.30.0.0/16, 192.168.0.0/16 that overlaps with none. undefined: all are taken. */
export const freeSubnet = (taken: readonly Subnet[]): string | undefined => {
  for (const block of ['10.241', '172.30', '192.168']) {
    for (let third = 0; third < 256; third += 1) {
      const text = `${block}.${third}.0/24`;
      const subnet = parseSubnet(text);
      if (subnet !== undefined && !taken.some((other) => overlaps(subnet, other))) return text;
    }
  }
  return undefined;
};

const maskOf = (prefix: number): number => (prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0);
const swapped = (hex: string): number => Buffer.from(hex.padStart(8, '0'), 'hex').readUInt32LE(0);
