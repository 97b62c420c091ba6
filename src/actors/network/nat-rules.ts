/**
 * The rules that CNI plugins and we put into iptables' `nat` table for one network: found by the comment that they all
 * bear. Changes are input of `iptables-restore --noflush`, which makes all of them or none.
 *
 * Source: CNI plugins, `ip.SetupIPMasq` and portmap's README; iptables(8), `-S`; iptables-restore(8).
 */

/** The changes that are to be made; undefined: none. */
export type NatScript = string | undefined;

/** portmap's chains for all networks. */
const sharedChains = ['CNI-HOSTPORT-DNAT', 'CNI-HOSTPORT-SETMARK', 'CNI-HOSTPORT-MASQ'];

/** @param listing here and below: the output of `iptables -t nat -S`. */
export const hasSharedChains = (listing: string): boolean => sharedChainsIn(listing).length > 0;

/** One rule for all pods of a network: what leaves its subnet gets the machine's address. A rule of before is replaced. */
export const masquerading = (listing: string, network: string, subnet: string): NatScript => {
  const own = `-m comment --comment "${commentOf(network)}" -j MASQUERADE`;
  const wanted = `-A POSTROUTING -s ${subnet} ! -d ${subnet} ${own}`;
  const there = rulesIn(listing).filter((rule) => rule.endsWith(own));
  if (there.length === 1 && there[0] === wanted) return undefined;
  return scriptOf([...there.map(deleting), wanted]);
};

/** Removes every rule of the network, and the chains that only those led to. */
export const removal = (listing: string, network: string): NatScript => {
  const own = rulesIn(listing).filter((rule) => rule.includes(commentOf(network)));
  const targets = own.map(targetOf).filter((target) => target.startsWith('CNI-') && !sharedChains.includes(target));
  const chains = [...new Set(targets)];
  const outside = own.filter((rule) => !chains.includes(chainOf(rule)));
  return scriptOf([...outside.map(deleting), ...emptied(chains)]);
};

/** Removes portmap's shared chains where no network has a host port any more. */
export const sharedRemoval = (listing: string): NatScript => {
  const rules = rulesIn(listing);
  if (rules.some((rule) => chainOf(rule) === 'CNI-HOSTPORT-DNAT')) return undefined;
  const chains = sharedChainsIn(listing);
  const jumps = rules.filter((rule) => chains.includes(targetOf(rule)) && !chains.includes(chainOf(rule)));
  // The first is not emptied: if a neighbour puts a host port there now, nothing of this happens.
  const filled = chains.filter((chain) => chain !== 'CNI-HOSTPORT-DNAT');
  return scriptOf([
    ...jumps.map(deleting),
    ...filled.map((chain) => `-F ${chain}`),
    ...chains.map((chain) => `-X ${chain}`),
  ]);
};

/** As iptables prints it within quotes. */
const commentOf = (network: string): string => `name: \\"${network}\\"`;
const rulesIn = (listing: string): readonly string[] => listing.split('\n').filter((line) => line.startsWith('-A '));
const sharedChainsIn = (listing: string): readonly string[] =>
  sharedChains.filter((chain) => listing.split('\n').includes(`-N ${chain}`));
const chainOf = (rule: string): string => rule.split(' ')[1] ?? '';
const targetOf = (rule: string): string => / -j (\S+)/.exec(rule)?.[1] ?? '';
const deleting = (rule: string): string => rule.replace(/^-A/, '-D');
const emptied = (chains: readonly string[]) => [
  ...chains.map((chain) => `-F ${chain}`),
  ...chains.map((chain) => `-X ${chain}`),
];
const scriptOf = (lines: readonly string[]): NatScript =>
  lines.length === 0 ? undefined : ['*nat', ...lines, 'COMMIT', ''].join('\n');
