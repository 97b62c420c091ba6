/** The profile that containers have where the kernel has AppArmor and nothing else is asked for. */

export const defaultProfileName = 'troupe-default';

/**
 * What acts on the whole node: of /proc/sys only what the pod's own namespaces have (network, message queues, shared
 * memory and semaphores) may be written, of /proc nothing but processes, of /sys only cgroups.
 */
const denied = [
  '@{PROC}/[^0-9s]** wl',
  '@{PROC}/s[^ey]** wl',
  '@{PROC}/sysvipc/** wl',
  '@{PROC}/sys/[^fkn]** wl',
  '@{PROC}/sys/fs/[^m]** wl',
  '@{PROC}/sys/kernel/[^ms]** wl',
  '@{PROC}/sys/kernel/m[^s]** wl',
  '@{PROC}/sys/kernel/s[^eh]** wl',
  '@{PROC}/sys/kernel/seccomp/** wl',
  '@{PROC}/sysrq-trigger rwklx',
  '@{PROC}/kcore rwklx',
  '/sys/[^f]** wklx',
  '/sys/f[^s]** wklx',
  '/sys/fs/[^c]** wklx',
  '/sys/fs/c[^g]** wklx',
  '/sys/firmware/** rwklx',
  '/sys/devices/virtual/powercap/** rwklx',
  '/sys/kernel/security/** rwklx',
];

/**
 * Its text, for apparmor_parser(8): everything but mounting, tracing others, and writing where it acts on the node.
 * @param hasAbstractions whether /etc/apparmor.d has the usual parts to include
 */
export const defaultProfileText = ({ hasAbstractions }: { readonly hasAbstractions: boolean }): string => {
  const include = (part: string) => (hasAbstractions ? [`#include <${part}>`] : []);
  const rules = [
    ...include('abstractions/base'),
    'network,',
    'capability,',
    'file,',
    'umount,',
    'signal (receive) peer=unconfined,',
    'signal (receive) peer=runc,',
    'signal (receive) peer=crun,',
    `signal (send,receive) peer=${defaultProfileName},`,
    `ptrace (trace,read,tracedby,readby) peer=${defaultProfileName},`,
    'deny mount,',
    ...denied.map((rule) => `deny ${rule},`),
  ];
  return [
    ...(hasAbstractions ? include('tunables/global') : ['@{PROC}=/proc/']),
    `profile ${defaultProfileName} flags=(attach_disconnected,mediate_deleted) {`,
    ...rules.map((rule) => `  ${rule}`),
    '}',
    '',
  ].join('\n');
};
