import { afterAll, afterEach } from 'vitest'
import { forgetEndedPrograms, logsOfPrograms } from './program.ts'

// Set-up file of every suite here: what the programs logged is shown, and kept, where a test failed, and only there.
let failed = false
afterEach(({ task }) => {
  if (task.result?.state === 'fail') {
    failed = true
    process.stderr.write(`\n=== ${task.name}\n${logsOfPrograms()}\n`)
  }
  forgetEndedPrograms({ keep_logs: task.result?.state === 'fail' })
})
afterAll(() => forgetEndedPrograms({ keep_logs: failed }))
