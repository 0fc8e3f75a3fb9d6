import { execFile, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boxReportSchema } from '#contract/provisioning.ts'
import { exitCodeOf } from './check-command.ts'
import { SecretLine } from './secret-input.ts'
import { type LocalSshd, startLocalSshd, whyNoSshd } from './testing/local-sshd.ts'

/** The command alone, without the rest of the origin's command line. */
const PROGRAM = `
  import { Command } from 'commander'
  import { registerEdgeCommands } from ${JSON.stringify(fileURLToPath(new URL('./check-command.ts', import.meta.url)))}
  const program = new Command('headwater')
  registerEdgeCommands(program)
  await program.parseAsync(process.argv.slice(1), { from: 'user' })`
const nodeArguments = (args: readonly string[]) => ['--input-type=module', '-e', PROGRAM, 'edge', 'check', ...args]
const SCRIPT = '/usr/bin/script'

interface Ended {
  readonly exit_code: number | null
  readonly stdout: string
  readonly stderr: string
}

function run(args: readonly string[], input = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, nodeArguments(args), { timeout: 15_000 }, (_error, stdout, stderr) => {
      resolve({ exit_code: child.exitCode, stdout, stderr })
    })
    child.stdin?.end(input)
  })
}

/** Runs the command at a terminal and types each answer once its question is to be read; tells what the terminal showed. */
function runAtTerminal(args: readonly string[], answers: readonly (readonly [question: string, typed: string])[]) {
  const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`
  const command = [process.execPath, ...nodeArguments(args)].map(quote).join(' ')
  return new Promise<{ readonly exit_code: number | null; readonly shown: string }>((resolve) => {
    const child = spawn(SCRIPT, ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'], timeout: 15_000 })
    const left = [...answers]
    let shown = ''
    let since = 0
    child.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString('utf8')
      const next = left[0]
      if (next === undefined || !shown.slice(since).includes(next[0])) return
      left.shift()
      since = shown.length
      child.stdin.write(`${next[1]}\r`)
    })
    child.on('close', (exit_code) => resolve({ exit_code, shown }))
  })
}

function missingScript(): string | null {
  try {
    accessSync(SCRIPT, constants.X_OK)
    return null
  } catch (error) {
    return `the script command (bsdutils) is not installed: ${String(error)}`
  }
}

const missing = whyNoSshd()
describe.skipIf(missing !== null)(`headwater edge check${missing === null ? '' : ` [skipped: ${missing}]`}`, () => {
  let sshd: LocalSshd
  let address: string
  beforeAll(async () => {
    sshd = await startLocalSshd()
    address = `${sshd.target().user}@127.0.0.1:${sshd.port}`
  })
  afterAll(async () => {
    await sshd[Symbol.asyncDispose]()
  })
  const key = (name: string) => join(sshd.folder, name)

  it('prints the report as one line of JSON', async () => {
    const { stdout } = await run([
      address,
      '--key',
      key('friend'),
      '--fingerprint',
      sshd.fingerprint('ed25519'),
      '--json',
    ])
    expect(boxReportSchema.parse(JSON.parse(stdout)).host_key.state).toBe('confirmed')
    expect(stdout.trim().split('\n')).toHaveLength(1)
  })

  it('shows the host key and says how to confirm it where nobody can be asked', async () => {
    const { exit_code, stdout, stderr } = await run([address, '--key', key('friend')])
    expect(exit_code).toBe(77)
    expect(stdout).toContain(sshd.fingerprint('ed25519'))
    expect(stderr).toContain(`--fingerprint ${sshd.fingerprint('ed25519')}`)
  })

  it('takes the passphrase from standard input', async () => {
    const args = [address, '--key', key('locked'), '--fingerprint', sshd.fingerprint('ed25519'), '--passphrase-stdin']
    expect((await run(args, 'correct horse\n')).stdout).toContain('Running commands')
    expect((await run(args, 'wrong\n')).stderr).toContain('This is not the passphrase of this key.')
    expect((await run(args, '')).exit_code).toBe(64)
  })

  it('says what is wrong in plain words first, and what the library said last', async () => {
    const args = [address, '--key', key('stranger'), '--fingerprint', sshd.fingerprint('ed25519')]
    const { exit_code, stderr } = await run(args)
    expect(exit_code).toBe(77)
    expect(stderr).toMatch(
      /^The server said no to user .* with key stranger\.[\s\S]*\(HW-SSH-020, it reported: .*\)\n$/,
    )
  })

  const noScript = missingScript()
  it.skipIf(noScript !== null)(
    `asks for the host key and the passphrase, and never shows what is typed in secret${noScript === null ? '' : ` [skipped: ${noScript}]`}`,
    async () => {
      const { exit_code, shown } = await runAtTerminal(
        [address, '--key', key('locked')],
        [
          ['Type yes, no, or the fingerprint', 'yes'],
          ['Passphrase of the key: ', 'correct horse'],
          ['for sudo (Enter to go on without): ', ''],
        ],
      )
      expect(shown).toContain(sshd.fingerprint('ed25519'))
      expect(shown).toContain('Running commands')
      expect(shown).not.toContain('correct')
      expect([0, 1]).toContain(exit_code)
    },
  )

  it.skipIf(noScript !== null)(
    `goes no further when the host key is not the right one${noScript === null ? '' : ` [skipped: ${noScript}]`}`,
    async () => {
      const { exit_code, shown } = await runAtTerminal([address], [['Type yes, no, or the fingerprint', 'no']])
      expect(exit_code).toBe(77)
      expect(shown).toContain('Nothing was changed.')
    },
  )
})

describe('typing a secret', () => {
  it('takes corrections, and leaves arrow keys out', () => {
    const line = new SecretLine()
    expect(line.take('pax\x7fss')).toBeNull()
    expect(line.take('\x1b[A\x1bOB wörd')).toBeNull()
    expect(line.take('\r')).toEqual({ state: 'entered', text: 'pass wörd' })
  })

  it('starts again after Ctrl-U, and ends at Ctrl-C', () => {
    const line = new SecretLine()
    line.take('abc\x15d')
    expect(line.take('\n')).toEqual({ state: 'entered', text: 'd' })
    expect(new SecretLine().take('abc\x03')).toEqual({ state: 'cancelled' })
    expect(new SecretLine().take('\x04')).toEqual({ state: 'cancelled' })
  })
})

describe('exit codes', () => {
  it('tell a box that is away from one that says no', () => {
    expect(exitCodeOf('ssh_refused')).toBe(69)
    expect(exitCodeOf('ssh_auth_refused')).toBe(77)
    expect(exitCodeOf('ssh_host_key_changed')).toBe(77)
    expect(exitCodeOf('ssh_key_unreadable')).toBe(64)
  })
})
