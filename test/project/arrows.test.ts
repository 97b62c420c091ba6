/** The arrows between rooms are a lint rule in biome.json; this proves that it bites, room by room. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const project = fileURLToPath(new URL('../..', import.meta.url));

const forbidden = [
  ['src/machines', 'node:fs'],
  ['src/machines', 'node:fs/promises'],
  ['src/machines', '../store/records.ts'],
  ['src/machines', '../native.ts'],
  ['src/machines', 'pino'],
  ['src/oci', 'node:fs'],
  ['src/oci', '../actors/tool.ts'],
  ['src/store', '../actors/tool.ts'],
  ['src/image', '../actors/tool.ts'],
  ['src/image/registry', '../../cri/status.ts'],
  ['src/actors', '../cri/status.ts'],
  ['src/actors/tasks', '../../config/schema.ts'],
  ['src/actors/tasks', '@grpc/grpc-js'],
  ['src/cri', '../actors/tool.ts'],
  ['src/cri/rpcs', '../../store/records.ts'],
  ['src/cri', '../native.ts'],
  ['src/telemetry', '../actors/observer.ts'],
  ['src/telemetry', '../store/records.ts'],
  ['src/telemetry/metrics', '../../cri/server.ts'],
  ['src/cri', '../telemetry/metrics/meters.ts'],
  ['src/machines', '../telemetry/metrics/meters.ts'],
  ['src/actors', '../telemetry/metrics/meters.ts'],
  ['src/config', '../machines/messages.ts'],
  ['src/config', '../cli/main.ts'],
  ['src/native', '../store/records.ts'],
  ['src/cri', '../native/mounts.ts'],
  ['src/simulation', '../actors/tool.ts'],
  ['src/simulation', '../actors/system.ts'],
  ['src/simulation/world', '../../store/store.ts'],
  ['src/actors', '../simulation/simulation.ts'],
  ['src/simulated', '../native.ts'],
  ['src/simulated', '../config/schema.ts'],
  ['src/simulated/programs', '../../cri/server.ts'],
  ['src/inspector', '../actors/tool.ts'],
  ['src/sequence', '../machines/messages.ts'],
  ['src/sequence', 'node:fs'],
  ['src/invariants', 'node:fs'],
  ['src/invariants', '../simulation/simulation.ts'],
  ['src/invariants', '../actors/core.ts'],
  ['src/faults', 'node:fs'],
  ['src/faults', '../tap/tap.ts'],
  ['src/journal', '../tap/tap.ts'],
  ['src/journal', '../store/records.ts'],
  ['src/tap', '../store/records.ts'],
  ['src/tap/relay', '../../actors/tool.ts'],
  ['src/tap/record', '../../cri/server.ts'],
  ['src/tap', '@grpc/grpc-js'],
] as const;

const allowed = [
  ['src/faults', '../machines/failure.ts'],
  ['src/tap/inject', '../../faults/grammar.ts'],
  ['src/simulation/world', '../../faults/grammar.ts'],
  ['src/machines', './failure.ts'],
  ['src/machines', 'xstate'],
  ['src/machines', '../../proto/generated/api.ts'],
  ['src/oci', '../machines/config.ts'],
  ['src/image/registry', '../../native.ts'],
  ['src/actors/tasks', '../../store/records.ts'],
  ['src/actors/tasks', 'node:fs/promises'],
  ['src/cri/rpcs', '../../machines/messages.ts'],
  ['src/config', '../machines/failure.ts'],
  ['src/native', '../machines/failure.ts'],
  ['src/telemetry', '../machines/sightings.ts'],
  ['src/telemetry/metrics', 'prom-client'],
  ['src/telemetry/traces', '@opentelemetry/api'],
  ['src/invariants', '../machines/messages.ts'],
  ['src/invariants', '../store/records.ts'],
  ['src/simulation', '../invariants/judge.ts'],
  ['src/journal', '../machines/json.ts'],
  ['src/journal', 'node:fs/promises'],
  ['src/tap/charts', 'xstate'],
  ['src/tap/record', '../../cri/decode.ts'],
  ['src/tap/record', '../../../proto/generated/api.js'],
  ['src/tap', '../journal/write.ts'],
  ['src/simulated', '../simulation/world/world.ts'],
  ['src/simulated', '../actors/sideband.ts'],
  ['src/simulation', '../actors/core.ts'],
  ['src/simulation/world', '../../store/records.ts'],
  ['src/cli', '../actors/tool.ts'],
] as const;

/** Lints one file an import, all in one run, and tells which files the rule complained of. */
const refusedBy = (imports: readonly (readonly [room: string, specifier: string])[]): ReadonlySet<string> => {
  const dir = mkdtempSync(join(tmpdir(), 'trp-arrows-'));
  try {
    const rules = JSON.parse(readFileSync(join(project, 'biome.json'), 'utf8'));
    writeFileSync(join(dir, 'biome.json'), JSON.stringify({ ...rules, $schema: undefined, vcs: { enabled: false } }));
    for (const [index, [room, specifier]] of imports.entries()) {
      const file = join(dir, room, `probe-${index}.ts`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `import * as thing from '${specifier}';\nexport { thing };\n`);
    }
    const biome = join(project, 'node_modules/.bin/biome');
    const args = ['lint', '--only=style/noRestrictedImports', '--reporter=github', '--max-diagnostics=none', '.'];
    const report = lint(biome, args, dir);
    const named = imports.map(([, specifier], index) => ({ specifier, file: `probe-${index}.ts` }));
    return new Set(named.filter(({ file }) => report.includes(file)).map(({ file }) => file));
  } finally {
    rmSync(dir, { recursive: true });
  }
};

const lint = (biome: string, args: readonly string[], cwd: string): string => {
  try {
    return execFileSync(biome, args, { cwd, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  }
};

const refused = refusedBy([...forbidden, ...allowed]);

test.each(forbidden.map((pair, index) => [...pair, index] as const))(
  '%s → may not import %s',
  (_room, _specifier, index) => {
    expect(refused).toContain(`probe-${index}.ts`);
  },
);

test.each(allowed.map((pair, index) => [...pair, forbidden.length + index] as const))(
  '%s → may import %s',
  (_room, _specifier, index) => {
    expect(refused).not.toContain(`probe-${index}.ts`);
  },
);
