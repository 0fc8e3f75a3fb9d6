import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Architecture } from './artifact-notes.ts'
import { ArtifactError } from './artifacts.ts'

/** Downloads of a slow line included. */
const LONGEST_BUILD_MS = 10 * 60_000
const KEPT_OUTPUT = 4_096

export type Script = 'image' | 'package'

/** Makes artifacts; one that is up to date costs a second. */
export interface ArtifactBuilder {
  /** @throws {ArtifactError} in the words of the script */
  make(script: Script, arch: Architecture, signal?: AbortSignal): Promise<void>
}

/**
 * How an origin that runs from a repository makes what is missing or stale; null where there is no repository (a packaged
 * program carries its artifacts). The same one is made once at a time, whoever asks; it ends when nobody waits any more.
 * @param root folder with package.json and scripts/
 */
export function artifactBuilder(root: string): ArtifactBuilder | null {
  const programOf = (script: Script) => join(root, 'scripts', `${script}.mjs`)
  if (!existsSync(programOf('image')) || !existsSync(join(root, 'node_modules', 'esbuild'))) return null
  const running = new Map<string, SharedBuild>()
  return {
    async make(script, arch, signal) {
      signal?.throwIfAborted()
      const key = `${script} ${arch}`
      const build = running.get(key) ?? startBuild(programOf(script), arch)
      running.set(key, build)
      // One that is over, or was given up, is joined by nobody.
      const leave = () => {
        if (running.get(key) === build) running.delete(key)
      }
      await build.wait(leave, signal)
    },
  }
}

interface SharedBuild {
  /** @param onOver called when it has ended, or was given up because nobody waits any more */
  wait(onOver: () => void, signal?: AbortSignal): Promise<void>
}

function startBuild(program: string, arch: Architecture): SharedBuild {
  let waiting = 0
  const given_up = new AbortController()
  const ended = run(program, arch, AbortSignal.any([given_up.signal, AbortSignal.timeout(LONGEST_BUILD_MS)]))
  ended.catch(() => undefined)
  return {
    async wait(onOver, signal) {
      waiting += 1
      const aborted = Promise.withResolvers<never>()
      const onAbort = () => aborted.reject(signal?.reason)
      signal?.addEventListener('abort', onAbort, { once: true })
      try {
        await Promise.race([ended, aborted.promise])
      } finally {
        signal?.removeEventListener('abort', onAbort)
        waiting -= 1
        if (waiting === 0) {
          onOver()
          given_up.abort()
        }
      }
    },
  }
}

async function run(program: string, arch: Architecture, signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [program, '--arch', arch], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Electron's own program runs scripts as Node only when it is told to.
    env: { ...withoutOurs(process.env), ELECTRON_RUN_AS_NODE: '1' },
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-KEPT_OUTPUT)
  })
  const ended = Promise.withResolvers<number | null>()
  child.on('error', ended.reject).on('close', ended.resolve)
  const onAbort = () => child.kill('SIGKILL')
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const code = await ended.promise
    if (code === 0) return
    const why = signal.aborted ? 'it took too long' : said.trim() || `it ended with code ${code}`
    throw new ArtifactError(
      'artifact_not_built',
      `What a node of ${arch} is installed from could not be made: ${why}`,
      null,
    )
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Settings of the origin may hold secrets, and are no business of npm and apt. */
const withoutOurs = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('HEADWATER_')))
