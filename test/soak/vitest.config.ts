import { defineConfig } from 'vitest/config'

/** `npm run test:soak`: an hour, or as many minutes as HEADWATER_SOAK_MINUTES says; apart from every other suite. */
export default defineConfig({
  test: {
    name: 'soak',
    root: `${import.meta.dirname}/../..`,
    include: ['test/soak/**/*.test.ts'],
    setupFiles: ['test/harness/report-failures.ts'],
    fileParallelism: false,
    maxWorkers: 1,
  },
})
