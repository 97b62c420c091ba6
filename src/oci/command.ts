import type { ContainerConfig } from '../machines/config.ts';
import type { ImageConfig } from '../machines/services/images.ts';
import { absolutePath, cleanPath, refuseControl, specInvalid } from './invalid.ts';

const defaultPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * What is executed. A command replaces the image's entrypoint and drops its cmd; args alone replace its cmd.
 * @throws FailureError SpecInvalid where neither says anything
 */
export const argsOf = (
  config: Pick<ContainerConfig, 'command' | 'args'>,
  image: Pick<ImageConfig, 'entrypoint' | 'cmd'>,
): readonly string[] => {
  const command = config.command.length > 0 ? config.command : image.entrypoint;
  const isImageCmdUsed = config.command.length === 0 && config.args.length === 0;
  const args = [...command, ...(isImageCmdUsed ? image.cmd : config.args)];
  if (args.length === 0) throw specInvalid('command', 'no command specified');
  if (args[0] === '') throw specInvalid('command', 'the program has an empty name');
  for (const arg of args) refuseControl('command', arg);
  return args;
};

/** Absolute; the runtime makes it where it is missing. An image's relative directory starts at the root. */
export const cwdOf = (config: { readonly workingDir: string }, image: { readonly workingDir: string }): string => {
  if (config.workingDir !== '') return absolutePath('working_dir', config.workingDir);
  refuseControl('image.config.WorkingDir', image.workingDir);
  return cleanPath(image.workingDir);
};

/**
 * `KEY=value`, each key once at its first place: defaults, then the image's, then the request's; the last value wins.
 * An entry of the image without `=` is dropped, for no runtime takes it.
 */
export const envOf = (facts: {
  readonly envs: ContainerConfig['envs'];
  readonly imageEnv: readonly string[];
  readonly hostname: string;
  readonly isTerminal: boolean;
}): readonly string[] => {
  const asked = facts.envs.map(({ key, value }) => {
    if (key === '' || key.includes('=')) throw specInvalid('envs', `'${key}' cannot be a variable's name`);
    refuseControl('envs', key);
    refuseControl('envs', value);
    return `${key}=${value}`;
  });
  const defaults = [defaultPath, `HOSTNAME=${facts.hostname}`, ...(facts.isTerminal ? ['TERM=xterm'] : [])];
  const byKey = new Map<string, string>();
  for (const entry of [...defaults, ...facts.imageEnv, ...asked]) {
    const end = entry.indexOf('=');
    if (end > 0 && !entry.includes('\0')) byKey.set(entry.slice(0, end), entry);
  }
  return [...byKey.values()];
};
