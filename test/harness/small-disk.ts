import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tempDir } from './temp-dir.ts'

/** A disk of its own that is soon full. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string
  /** Takes all room but so much. */
  fill(leave_bytes?: number): void
  /** Gives it back. */
  free(): void
}

/** Why no disk can be made here; null: one can. */
export const noSmallDisk: string | null = canMount()
  ? null
  : 'needs to mount a tmpfs (root, or sudo without a password)'

/** Mounts a disk of `bytes`. */
export async function smallDisk(bytes: number): Promise<SmallDisk> {
  const temp = await tempDir()
  const path = join(temp.path, '')
  const owner = process.getuid === undefined ? '' : `,uid=${process.getuid()},gid=${process.getgid?.()}`
  asRoot('mount', '-t', 'tmpfs', '-o', `size=${bytes},mode=0700${owner}`, 'headwater-test', path)
  const filler = join(path, 'filler')
  return {
    path,
    fill: (leave_bytes = 0) => {
      rmSync(filler, { force: true })
      const handle = openSync(filler, 'w')
      const block = Buffer.alloc(64 * 1024)
      try {
        for (;;) writeSync(handle, block)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        closeSync(handle)
      }
      if (leave_bytes > 0) shorten(filler, leave_bytes)
    },
    free: () => rmSync(filler, { force: true }),
    async [Symbol.asyncDispose]() {
      asRoot('umount', '-l', path)
      await temp[Symbol.asyncDispose]()
    },
  }
}

function shorten(file: string, by_bytes: number): void {
  truncateSync(file, Math.max(0, statSync(file).size - by_bytes))
}

function canMount(): boolean {
  try {
    const probe = mkdtempSync(join(tmpdir(), 'headwater-mount-'))
    asRoot('mount', '-t', 'tmpfs', '-o', 'size=64k', 'headwater-test', probe)
    asRoot('umount', probe)
    rmSync(probe, { recursive: true })
    return true
  } catch {
    return false
  }
}

function asRoot(...command: readonly string[]): void {
  const all = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command]
  const [program = '', ...args] = all
  execFileSync(program, args, { stdio: 'ignore', timeout: 5_000 })
}
