/**
 * The typed façade of the native addon: what Node cannot do itself. See native/ for the code behind it.
 * Failures are `FailureError SyscallFailed {syscall, path, code, errno}`.
 */
export {};
