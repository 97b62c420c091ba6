import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    setupFiles: process.env.TROUPE_CHART_COVERAGE === undefined ? [] : ['test/helpers/chart-coverage.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Real kernels, processes and clocks on a shared machine: what fails once and then passes is shown as retried.
    retry: process.env.CI === 'true' ? 1 : 0,
    passWithNoTests: false,
  },
});
