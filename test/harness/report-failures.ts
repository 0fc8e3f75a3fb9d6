import { afterAll, afterEach } from 'vitest'
import { forgetEndedPrograms, logsOfPrograms } from './program.ts'
import { takeLeaks } from './secret-scan.ts'

// Set-up file of every suite here: what the programs logged is shown, and kept, where a test failed, and only there.
let failed = false
afterEach(({ task }) => {
  if (task.result?.state === 'fail') {
    failed = true
    process.stderr.write(`\n=== ${task.name}\n${logsOfPrograms()}\n`)
  }
  // Row 33: whatever a test does, no log, argument, environment, answer, file or browser keeps a secret of ours.
  const leaks = takeLeaks()
  forgetEndedPrograms({ keep_logs: task.result?.state === 'fail' || leaks.length > 0 })
  if (leaks.length > 0) throw new Error(`secrets are where they should not be: ${leaks.join('; ')}`)
})
afterAll(() => {
  forgetEndedPrograms({ keep_logs: failed })
  const leaks = takeLeaks()
  if (leaks.length > 0) throw new Error(`secrets are where they should not be: ${leaks.join('; ')}`)
})
