import { defineConfig } from 'vitest/config'

const exclude = ['**/node_modules/**', 'dist/**', 'release/**']

/** Suites under test/ start real programs: one file after another, with time for a program to start and to stop. */
const suite = (name: string, groupOrder: number, files_at_once = 1) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    setupFiles: ['test/harness/report-failures.ts'],
    exclude,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: files_at_once > 1,
    maxWorkers: files_at_once,
    sequence: { groupOrder },
  },
})

/**
 * These tell how fast boxes are made and filled, which nothing else must slow down; or have a browser, which loses its connections when a
 * network of another box comes up.
 */
const alone = ['test/hosts/many-boxes.test.ts', 'test/hosts/panel-wizard.test.ts', 'test/hosts/ssh.test.ts']

/** Boxes of the test bed start in seconds, and what is done to them takes longer than a program takes to start. */
const hosts = (name: string, groupOrder: number, files_at_once: number, include: string[], without: string[]) => ({
  extends: true as const,
  test: {
    ...suite(name, groupOrder, files_at_once).test,
    include,
    exclude: [...exclude, ...without],
    globalSetup: ['test/harness/test-bed-setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})

/** A minute of fuzzing for each target, some at a time: two cores are busy with that. Last, since it can do with less where time is short. */
const fuzz = {
  extends: true as const,
  test: {
    name: 'fuzz',
    include: ['test/fuzz/fuzz.test.ts'],
    setupFiles: ['test/harness/report-failures.ts'],
    exclude,
    maxConcurrency: 3,
    maxWorkers: 1,
    sequence: { groupOrder: 10 },
  },
}

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
            'test/fuzz/replay.test.ts',
            'test/model/**/*.test.ts',
          ],
          exclude,
          testTimeout: 20_000,
          hookTimeout: 20_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      suite('media', 2, 2),
      suite('cluster', 3, 2),
      suite('start', 4),
      suite('panel', 5),
      suite('desktop', 6),
      suite('faults', 7),
      hosts('hosts', 8, 2, ['test/hosts/**/*.test.ts'], alone),
      hosts('hosts-alone', 9, 1, alone, []),
      fuzz,
    ],
    reporters: ['default', './scripts/test-summary-reporter.mjs'],
  },
})
