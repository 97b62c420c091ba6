/**
 * The default seccomp profile as data: what programs may call; all else fails with EPERM.
 *
 * The set is the one that users of containerd and Docker know, so that images behave the same: what a kernel checks
 * for itself is allowed, and what has a history of escapes, or acts on the whole machine, needs the capability that
 * stands for it. io_uring is not in it. Names that the running libseccomp does not know are passed over by runtimes.
 */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const files = words(`
  access chdir chmod chown chown32 close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2
  fadvise64 fadvise64_64 fallocate fanotify_mark fchdir fchmod fchmodat fchmodat2 fchown fchown32 fchownat fcntl
  fcntl64 fdatasync fgetxattr flistxattr flock fremovexattr fsetxattr fstat fstat64 fstatat64 fstatfs fstatfs64 fsync
  ftruncate ftruncate64 futimesat getcwd getdents getdents64 getxattr getxattrat inotify_add_watch inotify_init
  inotify_init1 inotify_rm_watch ioctl lchown lchown32 lgetxattr link linkat listxattr listxattrat llistxattr _llseek
  lremovexattr lseek lsetxattr lstat lstat64 mkdir mkdirat mknod mknodat name_to_handle_at newfstatat open openat
  openat2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv removexattr
  removexattrat rename renameat renameat2 rmdir sendfile sendfile64 setxattr setxattrat splice stat stat64 statfs
  statfs64 statx statmount listmount symlink symlinkat sync sync_file_range syncfs tee truncate truncate64 umask
  unlink unlinkat utime utimensat utimensat_time64 utimes vmsplice write writev cachestat
`);

const waiting = words(`
  epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd
  eventfd2 _newselect pipe pipe2 poll ppoll ppoll_time64 pselect6 pselect6_time64 select signalfd signalfd4
  io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64 io_setup io_submit
`);

const memory = words(`
  brk madvise map_shadow_stack membarrier memfd_create memfd_secret mincore mlock mlock2 mlockall mmap mmap2 mprotect
  mremap mseal msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect remap_file_pages
`);

const processes = words(`
  capget capset execve execveat exit exit_group fork futex futex_requeue futex_time64 futex_wait futex_waitv
  futex_wake getcpu getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32 getpgid getpgrp getpid
  getppid getpriority getresgid getresgid32 getresuid getresuid32 getrlimit get_robust_list getrusage getsid
  get_thread_area gettid getuid getuid32 ioprio_get ioprio_set kill landlock_add_rule landlock_create_ruleset
  landlock_restrict_self lsm_get_self_attr lsm_list_modules lsm_set_self_attr pause pidfd_open pidfd_send_signal
  prctl prlimit64 process_mrelease restart_syscall rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo
  rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo sched_getaffinity sched_getattr
  sched_getparam sched_get_priority_max sched_get_priority_min sched_getscheduler sched_rr_get_interval
  sched_rr_get_interval_time64 sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield seccomp
  setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32 setgroups setgroups32 setpgid setpriority setregid
  setregid32 setresgid setresgid32 setresuid setresuid32 setreuid setreuid32 setrlimit set_robust_list setsid
  set_thread_area set_tid_address setuid setuid32 sigaltstack sigprocmask sigreturn tgkill tkill ugetrlimit uretprobe
  vfork wait4 waitid waitpid
`);

const time = words(`
  adjtimex alarm clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime clock_gettime64
  clock_nanosleep clock_nanosleep_time64 getitimer gettimeofday nanosleep setitimer time timer_create timer_delete
  timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64 timer_getoverrun timer_gettime
  timer_gettime64 timer_settime timer_settime64 times
`);

const talking = words(`
  accept accept4 bind connect getpeername getsockname getsockopt ipc listen mq_getsetattr mq_notify mq_open
  mq_timedreceive mq_timedreceive_time64 mq_timedsend mq_timedsend_time64 mq_unlink msgctl msgget msgrcv msgsnd recv
  recvfrom recvmmsg recvmmsg_time64 recvmsg semctl semget semop semtimedop semtimedop_time64 send sendmmsg sendmsg
  sendto setsockopt shmat shmctl shmdt shmget shutdown socketcall socketpair
`);

const machine = words('getrandom sysinfo uname');

/** Allowed always, with any arguments. */
export const allowedCalls: readonly string[] = [
  ...files,
  ...waiting,
  ...memory,
  ...processes,
  ...time,
  ...talking,
  ...machine,
];

/** Allowed to who has the capability. */
export const callsOfCapability: Readonly<Record<string, readonly string[]>> = {
  CAP_BPF: ['bpf'],
  CAP_DAC_READ_SEARCH: ['open_by_handle_at'],
  CAP_PERFMON: ['perf_event_open'],
  CAP_SYS_ADMIN: words(`
    bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie mount mount_setattr move_mount
    open_tree perf_event_open quotactl quotactl_fd setdomainname sethostname setns syslog umount umount2 unshare
  `),
  CAP_SYS_BOOT: ['reboot'],
  CAP_SYS_CHROOT: ['chroot'],
  CAP_SYS_MODULE: ['delete_module', 'finit_module', 'init_module'],
  CAP_SYS_NICE: ['get_mempolicy', 'mbind', 'set_mempolicy', 'set_mempolicy_home_node'],
  CAP_SYS_PACCT: ['acct'],
  CAP_SYS_PTRACE: words('kcmp pidfd_getfd process_madvise process_vm_readv process_vm_writev ptrace'),
  CAP_SYS_RAWIO: ['ioperm', 'iopl'],
  CAP_SYS_TIME: ['clock_settime', 'clock_settime64', 'settimeofday', 'stime'],
  CAP_SYS_TTY_CONFIG: ['vhangup'],
  CAP_SYSLOG: ['syslog'],
};

/** Since Linux 4.8 a tracer cannot step around the filter any more, so tracing within the container is harmless. */
export const tracingCalls = {
  since: { major: 4, minor: 8 },
  names: words('process_vm_readv process_vm_writev ptrace'),
};

/** Execution domains that change nothing of weight: PER_LINUX, PER_LINUX32, UNAME26 of both, and the question. */
export const harmlessPersonalities: readonly number[] = [0, 8, 0x20000, 0x20008, 0xffffffff];

/**
 * Socket families kept out: AF_ALG (38) has let unprivileged programs reach kernel bugs again and again, AF_VSOCK (40)
 * reaches the hypervisor past any network policy. `socketcall` of 32-bit programs cannot be told apart.
 */
export const blockedSocketFamilies: readonly number[] = [38, 40];

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET: flags of `clone` that need CAP_SYS_ADMIN. */
export const namespaceFlags = 0x7e020000;

/** ENOSYS: makes C libraries fall back from `clone3`, whose flags a filter cannot see, to `clone`. */
export const enosys = 38;

interface Architecture {
  /** In Docker's profiles: Go's name. */
  readonly profileName: string;
  /** The native one first. */
  readonly seccomp: readonly string[];
  readonly calls: readonly string[];
}

/** By `process.arch`. */
export const architectures: Readonly<Record<string, Architecture>> = {
  x64: {
    profileName: 'amd64',
    seccomp: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
    calls: ['arch_prctl', 'modify_ldt'],
  },
  arm64: {
    profileName: 'arm64',
    seccomp: ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM'],
    calls: words('arm_fadvise64_64 arm_sync_file_range breakpoint cacheflush set_tls sync_file_range2'),
  },
};
