import { defineConfig } from 'vitest/config'

const exclude = ['**/node_modules/**', 'dist/**', 'release/**']

interface SuiteOptions {
  /** Files that run at the same time. */
  readonly at_once?: number
  readonly include?: readonly string[]
  readonly without?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Suites under test/ start real programs: one file after another, with time for a program to start and to stop. */
const suite = (
  name: string,
  groupOrder: number,
  { at_once = 1, include, without = [], env = {} }: SuiteOptions = {},
) => ({
  extends: true as const,
  test: {
    name,
    include: [...(include ?? [`test/${name}/**/*.test.ts`])],
    setupFiles: ['test/harness/report-failures.ts'],
    exclude: [...exclude, ...without],
    env,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: at_once > 1,
    maxWorkers: at_once,
    sequence: { groupOrder },
  },
})

/**
 * These tell how fast boxes are made and filled, which nothing else must slow down; or have a browser, which loses its connections when a
 * network of another box comes up.
 */
const hosts_alone = ['test/hosts/many-boxes.test.ts', 'test/hosts/panel-wizard.test.ts', 'test/hosts/ssh.test.ts']

/** These have browsers or measure what a viewer misses, and keep two processors busy by themselves. */
const media_alone = ['browser-flv', 'hls-browser', 'hls-changes', 'http-publish'].map(
  (name) => `test/media/${name}.test.ts`,
)

/** These tell how fast the panel is and how soon it says something, which nothing else must slow down. */
const panel_alone = ['first-paint', 'nodes-many', 'streams-many', 'hard-times', 'panel'].map(
  (name) => `test/panel/${name}.test.ts`,
)

/** These look at what comes of a fault, not at how soon or how smoothly, and wait more than they work. */
const faults_calm = [
  ...[
    'move-*',
    'relay-trees',
    'restore-in-place',
    'row-05-*',
    'row-08-*',
    'row-11-second-publisher',
    'row-16-drain-stays',
  ],
  ...['row-18-*', 'row-19-*', 'row-2[027]-*', 'row-28-*', 'row-29-*', 'row-30-*', 'row-32-*'],
].map((name) => `test/faults/${name}.test.ts`)

/** Boxes of the test bed start in seconds, and what is done to them takes longer than a program takes to start. */
const hosts = (name: string, groupOrder: number, options: SuiteOptions) => ({
  extends: true as const,
  test: {
    ...suite(name, groupOrder, options).test,
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
    sequence: { groupOrder: 11 },
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
      suite('media', 2, { at_once: 2, without: media_alone }),
      suite('media-alone', 3, { include: media_alone }),
      // Of one order: these share two lanes.
      suite('cluster', 4, { at_once: 2 }),
      suite('start', 4, { at_once: 2 }),
      suite('desktop', 4, { at_once: 2 }),
      suite('panel', 5, { at_once: 2, without: panel_alone, env: { HEADWATER_TEST_BROWSER: 'shell' } }),
      suite('panel-alone', 6, { include: panel_alone }),
      suite('faults', 7, { without: faults_calm }),
      suite('faults-calm', 8, { at_once: 2, include: faults_calm }),
      hosts('hosts', 9, { at_once: 2, without: hosts_alone }),
      hosts('hosts-alone', 10, { include: hosts_alone }),
      fuzz,
    ],
    reporters: ['default', './scripts/test-summary-reporter.mjs'],
  },
})
