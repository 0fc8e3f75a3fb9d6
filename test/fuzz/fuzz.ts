/**
 * `npm run fuzz -- --minutes 60 [TARGET...] [--workers N]` fuzzes every target, or those named, so long each, some at a time; the corpora are kept, made
 * small. `npm run fuzz -- TARGET [--seconds 60] [--seed N] [--keep]` tries mutants of the corpus on one target; `--keep` makes what was found, and is
 * needed, the committed corpus. `npm run fuzz -- TARGET --input FILE` tries one input. Ends with 1 and the input as hex where something did not hold.
 */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { corpusFolder, foundFolder, regressionFolder, replaceInputs, saveInput } from './corpus.ts'
import { defaultWorkers, fuzzAll } from './fuzz-all.ts'
import { loadTarget, targets } from './targets.ts'
import { type FuzzAnswer, type FuzzOrder, LENGTH, TRIED, TRIED_BYTES } from './worker-protocol.ts'

const MOST_INPUT_BYTES = 64 * 1024
/** An input that is still being tried after so long never ends, in ms. */
const HANG_MS = 10_000
const WORKER_HEAP_MB = 512
const SHOWN_HEX_BYTES = 4_096

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: `${Date.now() % 2 ** 31}` },
    keep: { type: 'boolean', default: false },
    input: { type: 'string' },
    minutes: { type: 'string' },
    workers: { type: 'string' },
  },
})
const [name = ''] = positionals
const say = (text: string) => process.stdout.write(`${text}\n`)

if (values.minutes !== undefined) {
  const names = positionals.length > 0 ? positionals : Object.keys(targets)
  const workers = Number(values.workers ?? defaultWorkers())
  const failed = await fuzzAll(names, { seconds: Number(values.minutes) * 60, workers, say })
  say(failed.length === 0 ? `${names.length} targets held` : `FAILED: ${failed.join(', ')}`)
  if (failed.length > 0) process.exitCode = 1
} else if (values.input !== undefined) {
  const target = await loadTarget(name)
  say(await target.check(readFileSync(values.input)))
} else {
  const order: FuzzOrder = {
    target: name,
    seconds: Number(values.seconds),
    seed: Number(values.seed),
    keep: values.keep,
  }
  const answer = await runWorker(order)
  if (answer.kind === 'done') {
    if (values.keep) {
      replaceInputs(
        corpusFolder(name),
        answer.needed.map((input) => Buffer.from(input)),
      )
      replaceInputs(foundFolder(name), [])
    }
    const { executions, inputs, reached } = answer.figures
    const { seconds, seed } = order
    const per_second = Math.round(executions / Math.max(seconds, 1))
    say(JSON.stringify({ target: name, seconds, seed, executions, per_second, inputs, found: answer.found, reached }))
  } else {
    const input = Buffer.from(answer.input)
    const file = relative(process.cwd(), saveInput(regressionFolder(name), input))
    say(`FAILED ${name} after ${answer.figures.executions} inputs: ${answer.error}`)
    say(`input (${input.length} bytes): ${input.subarray(0, SHOWN_HEX_BYTES).toString('hex')}`)
    say(`kept as ${file}; once more: npm run fuzz -- ${name} --input ${file}`)
    process.exitCode = 1
  }
}

/** Runs the fuzzer in a thread of its own and watches it: an input that hangs or eats all memory is told, too. */
async function runWorker(order: FuzzOrder): Promise<FuzzAnswer> {
  const shared = new SharedArrayBuffer(TRIED_BYTES + MOST_INPUT_BYTES)
  const counters = new Int32Array(shared, 0, 2)
  const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url), {
    workerData: { ...order, shared },
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
  })
  const failed = (error: string): FuzzAnswer => {
    const input = Buffer.from(Buffer.from(shared, TRIED_BYTES, counters[LENGTH] ?? 0))
    return { kind: 'failed', input, error, figures: { executions: counters[TRIED] ?? 0, inputs: 0, reached: 0 } }
  }
  let tried = -1
  let watch: NodeJS.Timeout | undefined
  try {
    return await new Promise<FuzzAnswer>((resolve) => {
      worker.once('message', resolve)
      worker.once('error', (error) =>
        resolve(failed(error instanceof Error ? (error.stack ?? error.message) : String(error))),
      )
      watch = setInterval(() => {
        const now = Atomics.load(counters, TRIED)
        if (now === tried) resolve(failed(`it is still being tried after ${HANG_MS / 1_000} s`))
        tried = now
      }, HANG_MS)
    })
  } finally {
    clearInterval(watch)
    await worker.terminate()
  }
}
