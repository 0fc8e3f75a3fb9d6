import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { RunError } from './run-error.ts'

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

/** Files that runs leave to be fetched: a folder a run, readable by the origin's user alone. */
export class RunFiles {
  readonly #dir: string

  constructor(data_dir: string) {
    this.#dir = join(data_dir, 'provisioning-runs')
  }

  /** Where a file of this name may be written. */
  pathFor(run_id: string, name: string): string {
    if (!NAME.test(name)) throw new TypeError(`${name} is no name for a file of a run`)
    const folder = join(this.#dir, run_id)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return join(folder, name)
  }

  /** @throws {RunError} run_file_not_found */
  find(run_id: string, names: readonly string[], name: string): string {
    const path = join(this.#dir, run_id, name)
    if (names.includes(name) && NAME.test(name) && existsSync(path)) return path
    throw new RunError('run_file_not_found', `the run left no file ${name}`, 'Its `files` are named in the run.')
  }

  remove(run_id: string): void {
    rmSync(join(this.#dir, run_id), { recursive: true, force: true })
  }
}
