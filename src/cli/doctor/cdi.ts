import { cdiProblems, openCdiFiles } from '../../actors/bundle/cdi/cdi-files.ts';
import type { Config } from '../../config/schema.ts';
import { type Finding, ok, warn } from './findings.ts';

/** Specs of CDI devices that no container could use; nothing is said where there are no specs. */
export const cdiFindings = async ({ cri }: Pick<Config, 'cri'>): Promise<readonly Finding[]> => {
  if (!cri.enableCdi) return [];
  const files = await openCdiFiles(cri.cdiSpecDirs).read();
  const count = files.flatMap(({ spec }) => spec?.devices ?? []).length;
  const problems = cdiProblems(files).map(({ path, reason }) =>
    warn(
      'cdi',
      `CDI: ${path === '' ? reason : `${path}: ${reason}`}`,
      'containers cannot have its devices until it is mended',
    ),
  );
  return count === 0 ? problems : [ok('cdi', `CDI: ${count} devices in ${files.length} files`), ...problems];
};
