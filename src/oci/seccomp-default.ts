/**
 * The default seccomp profile as data: what programs may call; all else fails with EPERM.
 *
 * The set is the one that users of containerd and Docker know, so that images behave the same: what a kernel checks
 * for itself is allowed, and what has a history of escapes, or acts on the whole machine, needs the capability that
 * stands for it. io_uring is not in it. Names that the running libseccomp does not know are passed over by runtimes.
 */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/**
 * Allowed always, with any arguments. The newest first (by x86-64's numbers; those that only others have, by theirs): libseccomp keeps
 * a sorted list for each architecture and searches each name's place from its low end, at every create and every exec. In
 * this order that is a seventh of the steps that they took by topic, and the filter is compiled in a fifth less time.
 */
export const allowedCalls: readonly string[] = words(`
  removexattrat listxattrat getxattrat setxattrat mseal lsm_list_modules lsm_set_self_attr lsm_get_self_attr
  listmount statmount futex_requeue futex_wait futex_wake map_shadow_stack fchmodat2 cachestat futex_waitv
  process_mrelease memfd_secret landlock_restrict_self landlock_add_rule landlock_create_ruleset epoll_pwait2
  faccessat2 openat2 close_range pidfd_open pidfd_send_signal sched_rr_get_interval_time64 futex_time64
  rt_sigtimedwait_time64 semtimedop_time64 mq_timedreceive_time64 mq_timedsend_time64 recvmmsg_time64
  io_pgetevents_time64 ppoll_time64 pselect6_time64 utimensat_time64 timerfd_settime64 timerfd_gettime64
  timer_settime64 timer_gettime64 clock_nanosleep_time64 clock_getres_time64 clock_adjtime64 clock_gettime64 rseq
  io_pgetevents statx pkey_free pkey_alloc pkey_mprotect pwritev2 preadv2 copy_file_range mlock2 membarrier execveat
  memfd_create getrandom seccomp renameat2 sched_getattr sched_setattr getcpu sendmmsg syncfs clock_adjtime
  name_to_handle_at prlimit64 fanotify_mark fstatat64 recvmmsg rt_tgsigqueueinfo pwritev preadv inotify_init1 pipe2
  dup3 epoll_create1 eventfd2 signalfd4 accept4 timerfd_gettime timerfd_settime fallocate eventfd timerfd_create
  signalfd epoll_pwait utimensat vmsplice sync_file_range tee splice get_robust_list set_robust_list fadvise64_64
  ppoll pselect6 faccessat fstatfs64 fchmodat statfs64 readlinkat symlinkat linkat renameat unlinkat newfstatat
  futimesat fchownat mknodat mkdirat openat inotify_rm_watch inotify_add_watch inotify_init ioprio_get ioprio_set
  waitid mq_getsetattr mq_notify mq_timedreceive mq_timedsend mq_unlink mq_open sendfile64 utimes tgkill epoll_ctl
  epoll_wait exit_group clock_nanosleep clock_getres clock_gettime timer_delete timer_getoverrun timer_gettime
  timer_settime timer_create fadvise64 fcntl64 semtimedop restart_syscall set_tid_address getdents64
  remap_file_pages setfsgid32 epoll_wait_old setfsuid32 epoll_ctl_old setgid32 epoll_create setuid32 chown32
  getresgid32 get_thread_area io_cancel setresgid32 io_submit getresuid32 io_getevents setresuid32 fchown32
  io_destroy io_setup setgroups32 getgroups32 set_thread_area sched_getaffinity setregid32 sched_setaffinity
  setreuid32 futex getegid32 geteuid32 time getgid32 tkill fremovexattr getuid32 lchown32 lremovexattr fstat64
  removexattr flistxattr lstat64 llistxattr stat64 ftruncate64 listxattr fgetxattr truncate64 lgetxattr mmap2
  getxattr ugetrlimit fsetxattr lsetxattr setxattr readahead gettid sync setrlimit adjtimex prctl munlockall
  mlockall munlock mlock sched_rr_get_interval sched_get_priority_min sched_get_priority_max sched_getscheduler
  sched_setscheduler sched_getparam _newselect sched_setparam setpriority _llseek getpriority fstatfs statfs mknod
  utime sigaltstack rt_sigsuspend rt_sigqueueinfo rt_sigtimedwait rt_sigpending capset sigprocmask capget getsid
  setfsgid setfsuid getpgid getresgid setresgid sigreturn getresuid setresuid ipc setgroups getgroups setregid
  setreuid setsid getpgrp getppid setpgid getegid geteuid setgid setuid getgid getuid socketcall times sysinfo
  getrusage getrlimit gettimeofday umask lchown fchown chown fchmod chmod readlink symlink unlink link creat rmdir
  mkdir rename fchdir chdir getcwd getdents ftruncate truncate fdatasync fsync flock fcntl msgctl msgrcv msgsnd
  msgget shmdt semctl semop semget uname kill wait4 exit execve vfork fork getsockopt setsockopt socketpair
  getpeername getsockname listen bind shutdown recvmsg sendmsg recvfrom sendto accept connect sendfile getpid
  setitimer alarm getitimer nanosleep pause dup2 dup shmctl shmat shmget madvise mincore msync mremap sched_yield
  select pipe access writev readv pwrite64 pread64 ioctl rt_sigreturn rt_sigprocmask rt_sigaction brk munmap
  mprotect mmap lseek poll waitpid lstat fstat stat close open write read uretprobe recv send
`);

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
