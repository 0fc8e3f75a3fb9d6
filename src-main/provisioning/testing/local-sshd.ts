import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { type SshTarget, sshTargetSchema } from '#contract/provisioning.ts'

/** Debian's sshd, on a port of its own, for the user who runs the tests. */
export interface LocalSshd extends AsyncDisposable {
  readonly port: number
  /** Folder with everything it uses; removed with it. */
  readonly folder: string
  /** Fingerprint of one of its host keys. */
  fingerprint(kind: 'ed25519' | 'ecdsa'): string
  /** A target that it lets in, with its Ed25519 key confirmed unless told otherwise. */
  target(differences?: Partial<SshTarget>): SshTarget
  /** What it has logged so far. */
  log(): string
}

/** Private keys in {@link LocalSshd.folder}; all but `stranger` are let in; `locked` has the passphrase `correct horse`. */
export type TestKey = 'friend' | 'locked' | 'stranger'

const SSHD = '/usr/sbin/sshd'
const START_DEADLINE_MS = 10_000

/** Why no sshd can be run here; null: one can. */
export function whyNoSshd(): string | null {
  for (const [program, where] of [
    ['openssh-server', SSHD],
    ['openssh-client', '/usr/bin/ssh-keygen'],
  ] as const) {
    try {
      accessSync(where, constants.X_OK)
    } catch (error) {
      return `${program} is not installed (${error instanceof Error ? error.message : String(error)})`
    }
  }
  return null
}

/** Starts an sshd with the given lines added to its configuration. It belongs to the caller. */
export async function startLocalSshd(...extraLines: readonly string[]): Promise<LocalSshd> {
  const folder = await mkdtemp(join(tmpdir(), 'headwater-sshd-'))
  const path = (name: string) => join(folder, name)
  const keygen = (name: string, kind: string, comment: string, passphrase = '') =>
    execFileSync('/usr/bin/ssh-keygen', ['-q', '-t', kind, '-N', passphrase, '-C', comment, '-f', path(name)])
  keygen('host_ed25519', 'ed25519', '')
  keygen('host_ecdsa', 'ecdsa', '')
  keygen('friend', 'ed25519', 'studio-ed25519')
  keygen('locked', 'ed25519', 'studio-locked', 'correct horse')
  keygen('stranger', 'ed25519', 'stranger')
  const friends = ['friend', 'locked'].map((name) => readFileSync(path(`${name}.pub`), 'utf8'))
  await writeFile(path('authorized_keys'), friends.join(''), { mode: 0o600 })
  // As root, sshd insists on this folder, which its service otherwise makes.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })

  const user = userInfo().username
  const port = await freePort()
  await writeFile(
    path('config'),
    [
      'ListenAddress 127.0.0.1',
      `HostKey ${path('host_ed25519')}`,
      `HostKey ${path('host_ecdsa')}`,
      `AuthorizedKeysFile ${path('authorized_keys')}`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'PermitRootLogin yes',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'LogLevel VERBOSE',
      ...extraLines,
      '',
    ].join('\n'),
  )
  const daemon = spawn(SSHD, ['-D', '-f', path('config'), '-E', path('log'), '-p', String(port)], { stdio: 'ignore' })
  const log = () => {
    try {
      return readFileSync(path('log'), 'utf8')
    } catch (error) {
      return `no log: ${String(error)}`
    }
  }
  const stop = async () => {
    await end(daemon)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await answers(port, daemon)
  } catch (error) {
    const said = log()
    await stop()
    throw new Error(`sshd did not start; it said: ${said}`, { cause: error })
  }
  const fingerprint = (kind: 'ed25519' | 'ecdsa') =>
    execFileSync('/usr/bin/ssh-keygen', ['-lf', path(`host_${kind}.pub`)], { encoding: 'utf8' }).split(' ')[1] ?? ''
  return {
    port,
    folder,
    fingerprint,
    log,
    target: (differences) =>
      sshTargetSchema.parse({
        host: '127.0.0.1',
        port,
        user,
        private_key: readFileSync(path('friend'), 'utf8'),
        host_key_fingerprint: fingerprint('ed25519'),
        ...differences,
      }),
    [Symbol.asyncDispose]: stop,
  }
}

/** The text of one of the keys that {@link startLocalSshd} made. */
export function testKey(sshd: LocalSshd, name: TestKey): string {
  return readFileSync(join(sshd.folder, name), 'utf8')
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP server without a port')
  return address.port
}

async function answers(port: number, daemon: ChildProcess): Promise<void> {
  const deadline = AbortSignal.timeout(START_DEADLINE_MS)
  while (!deadline.aborted) {
    if (daemon.exitCode !== null) throw new Error(`it ended with exit code ${daemon.exitCode}`)
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'data', { signal: deadline })
      return
    } catch (error) {
      if (deadline.aborted) throw error
      await new Promise((resolve) => setTimeout(resolve, 25))
    } finally {
      socket.destroy()
    }
  }
}

async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return
  const ended = once(daemon, 'exit')
  daemon.kill('SIGTERM')
  await ended
}
