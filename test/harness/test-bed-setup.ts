import type { TestProject } from 'vitest/node'
import { claimTestBed, type TestBed, whyNoTestBed } from './test-bed.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** null: there can be no boxes here. */
    test_bed: TestBed | null
  }
}

/** Global set-up of the suite `hosts`: one test bed for the whole run, and one plain line where there can be none. */
export default async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const why = whyNoTestBed()
  if (why !== null) {
    process.stdout.write(`hosts: EVERY TEST ON BOXES IS SKIPPED, because ${why}.\n`)
    provide('test_bed', null)
    return undefined
  }
  const claimed = await claimTestBed()
  provide('test_bed', claimed.bed)
  return async () => await claimed[Symbol.asyncDispose]()
}
