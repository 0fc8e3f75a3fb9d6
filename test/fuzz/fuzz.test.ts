import { describe, expect, test } from 'vitest'
import { Program } from '../harness/program.ts'
import { within } from '../harness/wait-for.ts'
import { targets } from './targets.ts'

/** How long each target is fuzzed; the suite runs two at a time. */
const SECONDS = Number(process.env.HEADWATER_FUZZ_SECONDS ?? 60)
const START_AND_SHRINK_MS = 60_000
/** The same mutants for the same code, so that a run says what changed; `npm run fuzz` takes others each time. */
const SEED = process.env.HEADWATER_FUZZ_SEED ?? '1'

describe('mutants of the corpus', () => {
  test.for(Object.keys(targets))(
    `break nothing in %s for ${SECONDS} s`,
    { concurrent: true, timeout: SECONDS * 1_000 + START_AND_SHRINK_MS },
    async (name) => {
      const args = ['test/fuzz/fuzz.ts', name, '--seconds', `${SECONDS}`, '--seed', SEED]
      await using program = new Program({ name: `fuzz-${name}`, command: process.execPath, args })
      const exit = await within(`${name} is fuzzed`, SECONDS * 1_000 + START_AND_SHRINK_MS, program.exited)
      expect(exit.code, program.all_output).toBe(0)
      const figures = JSON.parse(program.output)
      expect(figures.executions).toBeGreaterThan(10 * SECONDS)
      process.stdout.write(`${program.output.trimEnd()}\n`)
    },
  )
})
