/** `troupe config default` and `troupe config check`. */
import { defaultFile } from '../config/default-file.ts';
import { loadConfig, standardConfigFile } from '../config/load.ts';

export const configDefault = (): string => defaultFile();

/** One line that says that the file is good. Throws as {@link loadConfig} does where it is not. */
export const configCheck = async (file: string = standardConfigFile): Promise<string> => {
  await loadConfig(file);
  return `${file}: fine\n`;
};
