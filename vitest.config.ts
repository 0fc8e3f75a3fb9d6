import { defineConfig } from 'vitest/config'

const exclude = ['**/node_modules/**', 'dist/**', 'release/**']

/** Suites under test/ start real programs: one file after another, with time for a program to start and to stop. */
const suite = (name: string, groupOrder: number) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    setupFiles: ['test/harness/report-failures.ts'],
    exclude,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    maxWorkers: 1,
    sequence: { groupOrder },
  },
})

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            '{contract,src-main,src-renderer,node-runtime}/**/*.test.{ts,tsx}',
            'scripts/**/*.test.mjs',
            'test/harness/**/*.test.ts',
          ],
          exclude,
          testTimeout: 20_000,
          hookTimeout: 20_000,
          sequence: { groupOrder: 1 },
        },
      },
      suite('media', 2),
      suite('cluster', 3),
      suite('start', 4),
      suite('panel', 5),
      suite('desktop', 6),
      suite('faults', 7),
    ],
    reporters: ['default', './scripts/test-summary-reporter.mjs'],
  },
})
