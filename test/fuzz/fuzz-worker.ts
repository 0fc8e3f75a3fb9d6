import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { BlockCoverage } from './block-coverage.ts'
import { corpusFolder, foundFolder, readInputs, regressionFolder, saveInput } from './corpus.ts'
import { type FuzzFailure, FuzzRun } from './fuzz-run.ts'
import { loadTarget } from './targets.ts'
import { type FuzzAnswer, fuzzOrderSchema, LENGTH, TRIED, TRIED_BYTES } from './worker-protocol.ts'

const order = fuzzOrderSchema.extend({ shared: z.instanceof(SharedArrayBuffer) }).parse(workerData)
const counters = new Int32Array(order.shared, 0, 2)
const current = Buffer.from(order.shared, TRIED_BYTES)

const coverage = new BlockCoverage()
const target = await loadTarget(order.target)
const run = new FuzzRun(target, coverage, order.seed, (input) => {
  const length = Math.min(input.length, current.length)
  input.copy(current, 0, 0, length)
  counters[LENGTH] = length
  Atomics.add(counters, TRIED, 1)
})

const answer = (message: FuzzAnswer) => parentPort?.postMessage(message)
const fail = ({ input, error }: FuzzFailure) =>
  answer({ kind: 'failed', input, error: error.stack ?? error.message, figures: run.figures })

/** What the run begins with, the shortest first; in the end those that were needed. */
async function begin(): Promise<Buffer[] | null> {
  const folders = [corpusFolder, foundFolder, regressionFolder].map((folder) => folder(target.name))
  const inputs = [...target.seeds, ...folders.flatMap(readInputs)].sort((a, b) => a.length - b.length)
  const needed: Buffer[] = []
  for (const input of inputs) {
    const admitted = await run.admit(input)
    if (typeof admitted !== 'boolean') {
      fail(admitted)
      return null
    }
    if (admitted) needed.push(input)
  }
  return needed
}

const needed = await begin()
if (needed !== null) {
  const until = performance.now() + order.seconds * 1_000
  let found = 0
  let failure: FuzzFailure | null = null
  while (failure === null && performance.now() < until) {
    const kept = await run.step()
    if ('error' in kept) failure = kept
    else {
      found += kept.length
      needed.push(...kept)
      for (const input of kept) saveInput(foundFolder(target.name), input)
    }
  }
  if (failure !== null) fail(failure)
  else answer({ kind: 'done', found, needed: order.keep ? needed : [], figures: run.figures })
}
