/**
 * The rules that CNI plugins and we put into iptables' `nat` table for one network: found by the comment that they all
 * bear, and removed. Source: CNI plugins, `ip.SetupIPMasq` and portmap's README; iptables(8), `-S`.
 */

/** One run of `iptables -t nat`. */
export type NatArgs = readonly string[];

/** What the comment of a network's rules contains. */
export const commentOf = (network: string): string => `name: "${network}"`;

/** portmap's chains for all networks, with the built-in chains that lead to them. */
const sharedChains = ['CNI-HOSTPORT-DNAT', 'CNI-HOSTPORT-SETMARK', 'CNI-HOSTPORT-MASQ'];

/** @param listing the output of `iptables -t nat -S`. */
export const hasSharedChains = (listing: string): boolean =>
  listing.split('\n').some((line) => sharedChains.some((chain) => line === `-N ${chain}`));

/** Removes every rule of the network, and the chains that only those led to. */
export const removalOf = (listing: string, network: string): readonly NatArgs[] => {
  const own = rulesIn(listing).filter((rule) => rule.some((word) => word.includes(commentOf(network))));
  const targets = own.map(targetOf).filter((target) => target.startsWith('CNI-') && !sharedChains.includes(target));
  const chains = [...new Set(targets)];
  const outside = own.filter(([, chain = '']) => !chains.includes(chain));
  return [...outside.map(deleting), ...chains.map((chain) => ['-F', chain]), ...chains.map((chain) => ['-X', chain])];
};

/** Removes portmap's shared chains where no network uses them any more; else nothing. */
export const sharedRemovalOf = (listing: string): readonly NatArgs[] => {
  const chains = sharedChains.filter((chain) => listing.split('\n').includes(`-N ${chain}`));
  const rules = rulesIn(listing);
  if (rules.some(([, chain]) => chain === 'CNI-HOSTPORT-DNAT')) return [];
  const jumps = rules.filter((rule) => chains.includes(targetOf(rule)) && !sharedChains.includes(rule[1] ?? ''));
  return [...jumps.map(deleting), ...chains.map((chain) => ['-F', chain]), ...chains.map((chain) => ['-X', chain])];
};

/** `-A CHAIN …` lines as words. */
const rulesIn = (listing: string): readonly NatArgs[] =>
  listing
    .split('\n')
    .filter((line) => line.startsWith('-A '))
    .map(wordsOf);

const deleting = ([, ...rest]: NatArgs): NatArgs => ['-D', ...rest];
const targetOf = (rule: NatArgs): string => rule[rule.indexOf('-j') + 1] ?? '';

/** Words as iptables prints them: quoted with `"` where needed, `\` before a quote within. */
const wordsOf = (line: string): readonly string[] =>
  Array.from(line.matchAll(/"((?:\\.|[^"\\])*)"|(\S+)/g), ([, quoted, plain = '']) =>
    quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1'),
  );
