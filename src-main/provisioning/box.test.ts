import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Box } from './box.ts'
import { fromFile } from './file-upload.ts'
import { type BoxOpening, openBox } from './open-box.ts'
import type { OutputStream } from './ssh-command.ts'
import type { SshError } from './ssh-errors.ts'
import { type LocalSshd, startLocalSshd, whyNoSshd } from './testing/local-sshd.ts'

const never = new AbortController().signal
const missing = whyNoSshd() ?? (process.getuid?.() === 0 ? null : 'the tests do not run as root')

describe.skipIf(missing !== null)(
  `a box one is logged in to${missing === null ? '' : ` [skipped: ${missing}]`}`,
  () => {
    let sshd: LocalSshd
    let opening: Extract<BoxOpening, { state: 'open' }>
    let box: Box
    let folder: string
    beforeAll(async () => {
      sshd = await startLocalSshd()
      const opened = await openBox(sshd.target(), never)
      if (opened.state !== 'open') throw new Error('not let in')
      opening = opened
      box = opened.box
      folder = join(sshd.folder, 'box')
      mkdirSync(folder)
    })
    afterAll(async () => {
      await opening[Symbol.asyncDispose]()
      await sshd[Symbol.asyncDispose]()
    })

    it('runs a script as root with its own input, which may be any bytes, and shows nothing of it to other users', async () => {
      const bytes = randomBytes(300_000)
      const file = join(folder, 'copy')
      const secret = 'a-secret-in-a-script'
      const script = `cat > '${file}'; : ${secret}; tr '\\0' ' ' < /proc/$$/cmdline; exit 3`
      const result = await box.runAsRoot(script, { stdin: Readable.from([bytes], { objectMode: false }) }, never)
      expect(result.exit_code).toBe(3)
      expect(result.stdout).toContain('sh -c')
      expect(result.stdout).not.toContain(secret)
      expect(readFileSync(file).equals(bytes)).toBe(true)
    })

    it('tells lines as they come, of both outputs, the last state of a progress bar, and a last one without an end', async () => {
      const lines: [string, OutputStream][] = []
      const script = `printf 'one\\n10%%\\r50%%\\r100%%\\r\\n'; echo bad >&2; printf 'gr\\303'; sleep 0.05; printf '\\274n'`
      await box.runAsRoot(script, { onOutput: (line, stream) => lines.push([line, stream]) }, never)
      expect(lines.filter(([, stream]) => stream === 'stdout').map(([line]) => line)).toEqual(['one', '100%', 'grün'])
      expect(lines).toContainEqual(['bad', 'stderr'])
    })

    it('does nothing as root where there is no way to become it', async () => {
      const access = box.root_access
      box.root_access = 'none'
      try {
        const error = await box.runAsRoot('true', {}, never).catch((each: unknown) => each)
        expect((error as SshError).code).toBe('ssh_no_root')
      } finally {
        box.root_access = access
      }
    })

    it('writes a file with its mode, whole or not at all', async () => {
      const path = join(folder, "a secret's file")
      await box.upload({ source: 'first', path, mode: 0o600, as_root: true }, never)
      expect(readFileSync(path, 'utf8')).toBe('first')
      expect(statSync(path).mode & 0o777).toBe(0o600)
      await box.upload({ source: '', path, mode: 0o644 }, never)
      const copied = join(folder, 'copied')
      const [here, bytes] = [fileURLToPath(import.meta.url), statSync(fileURLToPath(import.meta.url)).size]
      await box.upload({ source: fromFile(here), bytes, path: copied, mode: 0o600 }, never)
      expect(readFileSync(copied).equals(readFileSync(here))).toBe(true)
      expect(statSync(path).size).toBe(0)
      expect(statSync(path).mode & 0o777).toBe(0o644)
    })

    const content = randomBytes(5 * 1024 * 1024 + 17)
    const opened: number[] = []
    const source = (offset: number) => {
      opened.push(offset)
      return Readable.from(
        (function* () {
          for (let at = offset; at < content.length; at += 50_000) yield content.subarray(at, at + 50_000)
        })(),
        { objectMode: false },
      )
    }

    it('goes on with an upload that was broken off, and tells how far it is', async () => {
      const path = join(folder, 'image.tar')
      const gone = new AbortController()
      const stuck = () =>
        Readable.from(
          (async function* () {
            yield content.subarray(0, 3 * 1024 * 1024)
            await new Promise((resolve) => gone.signal.addEventListener('abort', resolve))
          })(),
          { objectMode: false },
        )
      const sha256 = createHash('sha256').update(content).digest('hex')
      const ended = box.upload({ source: stuck, bytes: content.length, sha256, path, mode: 0o644 }, gone.signal)
      const part = join(folder, `.image.tar.${sha256.slice(0, 16)}.part`)
      await expect
        .poll(() => (existsSync(part) ? statSync(part).size : 0), { timeout: 10_000 })
        .toBeGreaterThanOrEqual(3 * 1024 * 1024)
      gone.abort(new Error('cut'))
      await expect(ended).rejects.toThrow('cut')
      expect(existsSync(path)).toBe(false)
      const progress: number[] = []
      opened.length = 0
      await box.upload(
        { source, bytes: content.length, path, mode: 0o644, onProgress: (done) => progress.push(done) },
        never,
      )
      expect(readFileSync(path).equals(content)).toBe(true)
      // Once to know the hash, then from where it broke off.
      expect(opened).toEqual([0, 3 * 1024 * 1024])
      expect(progress[0]).toBe(3 * 1024 * 1024)
      expect(progress.at(-1)).toBe(content.length)
      expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
    })

    it('sends all of it again where what was left there is damaged', async () => {
      const path = join(folder, 'damaged.tar')
      const sha256 = createHash('sha256').update(content).digest('hex')
      writeFileSync(join(folder, `.damaged.tar.${sha256.slice(0, 16)}.part`), Buffer.alloc(3 * 1024 * 1024))
      await box.upload({ source, bytes: content.length, sha256, path, mode: 0o644 }, never)
      expect(readFileSync(path).equals(content)).toBe(true)
    })

    it('refuses what does not hash to what was promised, and leaves what was there', async () => {
      const path = join(folder, 'kept')
      writeFileSync(path, 'kept')
      const ended = box.upload({ source: 'other', sha256: '0'.repeat(64), path, mode: 0o644 }, never)
      await expect(ended).rejects.toMatchObject({ code: 'ssh_upload_failed' })
      expect(readFileSync(path, 'utf8')).toBe('kept')
    })

    it('says what the box said where there is no such folder', async () => {
      const ended = box.upload({ source: 'x', path: join(folder, 'none', 'x'), mode: 0o644 }, never)
      await expect(ended).rejects.toMatchObject({
        code: 'ssh_upload_failed',
        message: expect.stringContaining('No such file or directory') as string,
      })
    })

    it('reads a file of bounded size, and knows one that is not there', async () => {
      const path = join(folder, 'read-me')
      writeFileSync(path, content.subarray(0, 400_000))
      const options = { limit_bytes: 400_000, as_root: true }
      expect((await box.download(path, options, never))?.equals(content.subarray(0, 400_000))).toBe(true)
      await expect(box.download(path, { limit_bytes: 399_999 }, never)).rejects.toMatchObject({
        code: 'ssh_download_failed',
      })
      expect(await box.download(join(folder, 'nothing'), options, never)).toBeNull()
    })
  },
)
