import { describe, expect, test } from 'vitest'
import { Program } from '../harness/program.ts'
import { within } from '../harness/wait-for.ts'
import { targets } from './targets.ts'

/** How long each target is fuzzed where there is time for it, and at least. */
const SECONDS_AT_BEST = 60
const SECONDS_AT_LEAST = 10
/** As in vitest.config.ts. */
const AT_ONCE = 3
const SECONDS = Number(process.env.HEADWATER_FUZZ_SECONDS ?? secondsLeftForEach())
const START_AND_SHRINK_MS = 60_000
/** The same mutants for the same code, so that a run says what changed; `npm run fuzz` takes others each time. */
const SEED = process.env.HEADWATER_FUZZ_SEED ?? '1'

describe('mutants of the corpus', () => {
  test.for(Object.keys(targets))(
    `break nothing in %s for ${SECONDS} s`,
    { concurrent: true, timeout: SECONDS * 1_000 + START_AND_SHRINK_MS },
    async (name) => {
      const args = ['test/fuzz/fuzz.ts', name, '--seconds', `${SECONDS}`, '--seed', SEED]
      // Of what was compiled before, Node's coverage is less exact.
      const environment = { NODE_DISABLE_COMPILE_CACHE: '1' }
      await using program = new Program({ name: `fuzz-${name}`, command: process.execPath, args, environment })
      const exit = await within(`${name} is fuzzed`, SECONDS * 1_000 + START_AND_SHRINK_MS, program.exited)
      expect(exit.code, program.all_output).toBe(0)
      const figures = JSON.parse(program.output)
      expect(figures.executions).toBeGreaterThan(10 * SECONDS)
      process.stdout.write(`${program.output.trimEnd()}\n`)
    },
  )
})

/** What a run that has to be over at a time (in s since 1970) leaves for each target: fuzzing is what is done with the rest of it. */
function secondsLeftForEach(): number {
  const until = process.env.HEADWATER_FUZZ_UNTIL
  if (until === undefined) return SECONDS_AT_BEST
  const left = Number(until) - Date.now() / 1_000
  const each = Math.floor(left / Math.ceil(Object.keys(targets).length / AT_ONCE))
  return Math.min(SECONDS_AT_BEST, Math.max(SECONDS_AT_LEAST, each))
}
