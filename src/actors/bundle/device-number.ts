/** `st_rdev` taken apart, as makedev(3) joins it: 12 bits of major and 20 of minor (larger ones are not in use). */
export const deviceNumber = (rdev: number): { readonly major: number; readonly minor: number } => ({
  major: (rdev >> 8) & 0xfff,
  minor: (rdev & 0xff) | ((rdev >> 12) & 0xfff00),
});
