import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { LiveStateStatus } from '#contract/api.ts'
import type { SetupPart } from '#contract/setup.ts'
import { findProgram } from '../live-state/find-program.ts'

const run = promisify(execFile)
/** A program that does not say its version within this time is not waited for, in ms. */
const VERSION_TIMEOUT_MS = 2_000
/** What was found is good for so long, in ms. */
const KEPT_MS = 10_000

/** What else is on the origin's machine. Looked for when it is asked, and no oftener than every ten seconds. */
export class FoundParts {
  readonly #live: () => LiveStateStatus
  #found: { readonly at_ms: number; readonly programs: Promise<readonly SetupPart[]> } | null = null

  constructor(live: () => LiveStateStatus) {
    this.#live = live
  }

  async list(): Promise<SetupPart[]> {
    if (this.#found === null || performance.now() - this.#found.at_ms > KEPT_MS) {
      const programs = Promise.all([docker(), ffmpeg()])
      this.#found = { at_ms: performance.now(), programs }
    }
    return [redis(this.#live()), ...(await this.#found.programs)]
  }
}

function redis({ kind, state, detail }: LiveStateStatus): SetupPart {
  if (kind !== 'memory') return { name: 'redis', state: state === 'ok' ? 'present' : 'unusable', detail }
  return { name: 'redis', state: findProgram('redis-server') === null ? 'missing' : 'unusable', detail }
}

async function docker(): Promise<SetupPart> {
  const program = findProgram('docker')
  if (program === null) return { name: 'docker', state: 'missing', detail: null }
  const version = await firstLine(program, ['version', '--format', '{{.Server.Version}}'])
  return version === null || version === ''
    ? { name: 'docker', state: 'unusable', detail: 'It is installed, but does not answer to the user of the origin.' }
    : { name: 'docker', state: 'present', detail: version }
}

async function ffmpeg(): Promise<SetupPart> {
  const program = findProgram('ffmpeg')
  if (program === null) return { name: 'ffmpeg', state: 'missing', detail: null }
  const line = await firstLine(program, ['-hide_banner', '-version'])
  const version = /^ffmpeg version (\S+)/.exec(line ?? '')?.[1] ?? null
  return line === null
    ? { name: 'ffmpeg', state: 'unusable', detail: 'It is installed, but does not run.' }
    : { name: 'ffmpeg', state: 'present', detail: version }
}

async function firstLine(program: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await run(program, args, { timeout: VERSION_TIMEOUT_MS, maxBuffer: 64 * 1024 })
    return stdout.split('\n')[0]?.trim() ?? ''
  } catch {
    // Not to run is what is told of it.
    return null
  }
}
