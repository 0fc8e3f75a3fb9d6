import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DataDirLock, holderOf } from './data-dir-lock.ts'

let data_dir: string
beforeEach(() => {
  data_dir = join(mkdtempSync(join(tmpdir(), 'headwater-lock-')), 'origin')
})
afterEach(() => rmSync(join(data_dir, '..'), { recursive: true, force: true }))

/** Another process that holds the lock and says so. */
async function otherHolder(): Promise<ReturnType<typeof spawn>> {
  const script = `
    import { DataDirLock } from ${JSON.stringify(join(import.meta.dirname, 'data-dir-lock.ts'))}
    const lock = DataDirLock.take(process.argv[1])
    lock.announce('http://127.0.0.1:8090')
    process.stdout.write('held')
    setInterval(() => lock, 1000)`
  const args = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '--eval', script, data_dir]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

describe('the lock of a data directory', () => {
  it('keeps a second process out and tells its user who has it, until that one is killed', async () => {
    const other = await otherHolder()
    expect(() => DataDirLock.take(data_dir)).toThrowError(
      expect.objectContaining({
        code: 'already_running',
        exit_code: 75,
        message: `An origin runs on ${data_dir} already (pid ${other.pid}, http://127.0.0.1:8090).`,
      }),
    )
    expect(holderOf(data_dir)).toEqual({ pid: other.pid, url: 'http://127.0.0.1:8090' })
    other.kill('SIGKILL')
    await once(other, 'exit')
    expect(holderOf(data_dir)).toBeNull()
    using lock = DataDirLock.take(data_dir)
    expect(lock).toBeInstanceOf(DataDirLock)
  })

  it('makes the directory for its owner alone', () => {
    using _lock = DataDirLock.take(data_dir)
    expect(statSync(data_dir).mode & 0o777).toBe(0o700)
  })

  it('says what is wrong with a directory that cannot be one', () => {
    expect(() => DataDirLock.take('/dev/null/origin')).toThrowError(
      expect.objectContaining({ code: 'data_dir_unusable', hint: expect.stringContaining('--data-dir') }),
    )
    expect(holderOf(join(data_dir, 'nothing'))).toBeNull()
  })
})
