import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endProcesses, processesNaming } from './processes.ts'

/** A directory of its own for one test's programs. */
export interface TempDir extends AsyncDisposable {
  readonly path: string
}

/**
 * Makes a directory that goes away with its owner, and with it whatever process still runs on it (a node that outlived
 * its origin on purpose, a Redis).
 */
export async function tempDir(): Promise<TempDir> {
  const path = await mkdtemp(join(tmpdir(), 'headwater-test-'))
  return {
    path,
    async [Symbol.asyncDispose]() {
      await endProcesses(processesNaming(path))
      await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}
