import { describe, expect, test } from 'vitest'
import { corpusFolder, readInputs, regressionFolder } from './corpus.ts'
import type { FuzzTarget } from './fuzz-target.ts'
import { loadTarget, targets } from './targets.ts'

const check = async (target: FuzzTarget, input: Buffer) => await target.check(input)

describe.for(Object.keys(targets))('the fuzz target %s', (name) => {
  test('holds for every input that once broke something, and for the whole corpus', async () => {
    const target = await loadTarget(name)
    const inputs = [...target.seeds, ...[regressionFolder, corpusFolder].flatMap((folder) => readInputs(folder(name)))]
    expect(inputs.length).toBeGreaterThan(0)
    for (const input of inputs) await expect(check(target, input), input.toString('hex')).resolves.toBeTypeOf('string')
  })
})
