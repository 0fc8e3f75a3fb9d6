import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/**
 * Fuzzes many targets, each for so long, some at a time: those that ended make room for the next. What is found and needed becomes the
 * committed corpus, made small; what broke something is kept as a regression. Resolves with the targets that failed.
 */
export async function fuzzAll(
  names: readonly string[],
  {
    seconds,
    workers,
    say,
  }: { readonly seconds: number; readonly workers: number; readonly say: (text: string) => void },
): Promise<readonly string[]> {
  const left = names.values()
  const failed: string[] = []
  const one = async () => {
    for (const name of left) if (!(await fuzzOne(name, seconds, say))) failed.push(name)
  }
  await Promise.all(Array.from({ length: Math.min(workers, names.length) }, one))
  return failed
}

/** Two threads of a run are busy, the one that tries and now and then the one that watches it. */
export const defaultWorkers = () => Math.max(1, availableParallelism() - 1)

/** A process of its own: coverage is counted for a whole process. */
async function fuzzOne(name: string, seconds: number, say: (text: string) => void): Promise<boolean> {
  const args = [join(import.meta.dirname, 'fuzz.ts'), name, '--seconds', `${seconds}`, '--keep']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const stop = () => child.kill()
  process.once('exit', stop)
  createInterface({ input: child.stdout }).on('line', say)
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve)
    child.once('error', () => resolve(null))
  })
  process.off('exit', stop)
  return code === 0
}
