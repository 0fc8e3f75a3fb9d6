import { writeFileSync } from 'node:fs'

/**
 * A vitest reporter that leaves the counts of the run in the file that HEADWATER_TEST_SUMMARY names, for
 * scripts/test.mjs to print last of all. A file that could not be read and an error outside any test count as failed.
 */
export default class TestSummaryReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env.HEADWATER_TEST_SUMMARY
    if (file === undefined) return
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        counts[state === 'passed' || state === 'failed' ? state : 'skipped'] += 1
      }
      const failedInside = [...module.children.allTests('failed')].length > 0
      if (module.state() === 'failed' && !failedInside) counts.failed += 1
    }
    writeFileSync(file, JSON.stringify(counts))
  }
}
