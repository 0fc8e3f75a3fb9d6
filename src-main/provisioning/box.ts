import { type Duplex, Readable } from 'node:stream'
import type Docker from 'dockerode'
import type { ClientChannel } from 'ssh2'
import { openEngine } from './engine/engine.ts'
import { type Download, downloadFile } from './file-download.ts'
import { type Upload, uploadFile } from './file-upload.ts'
import { newNonce, ReadBatch } from './read-batch.ts'
import { buildReadScript, type Outputs, parseReadOutputs, type ReadCommands } from './read-script.ts'
import { type RootAccess, scriptInvocation } from './root-script.ts'
import type { CommandResult, RawResult, RunOptions } from './ssh-command.ts'
import { SshError } from './ssh-errors.ts'
import type { SshConnection } from './ssh-session.ts'

export type { RootAccess } from './root-script.ts'
export type { CommandResult, RunOptions } from './ssh-command.ts'

/** A dozen reads at once on a busy box, and what they may say together. */
const BATCH = { timeout_ms: 40_000, keep_bytes: 2 * 1024 * 1024 } as const

/** A box one is logged in to, as checks and the steps of runs see it. */
export class Box {
  readonly #connection: SshConnection
  readonly #password: string | null
  readonly #reads = new ReadBatch(async (script) => {
    const { stdout } = await this.#connection.run('sh -s', { ...BATCH, stdin: script }, this.lost)
    return stdout
  })
  readonly #root_reads = new ReadBatch(async (script) => (await this.runAsRoot(script, BATCH, this.lost)).stdout)
  #engine: Promise<Docker> | null = null
  /** Set once the privilege check has looked; until then nothing is done as root. */
  root_access: RootAccess = 'none'

  /** @param password of the user, for sudo; kept in memory only */
  constructor(connection: SshConnection, password: string | null) {
    this.#connection = connection
    this.#password = password
  }

  get host(): string {
    return this.#connection.host
  }

  get user(): string {
    return this.#connection.user
  }

  /** It is reached through another box; from here itself it may not be. */
  get behind_jump(): boolean {
    return this.#connection.behind_jump
  }

  get has_password(): boolean {
    return this.#password !== null
  }

  /** Aborted, with an SshError (ssh_connection_lost) as its reason, once the connection is gone: go on with another one. */
  get lost(): AbortSignal {
    return this.#connection.lost
  }

  /**
   * Runs commands that only read, as the user who logged in, one after the other in one session with what else is asked for at the same
   * moment: none may take long.
   */
  read(commands: ReadCommands, signal: AbortSignal): Promise<Outputs> {
    return this.#reads.read(commands, signal)
  }

  /** As {@link read}, in a session of their own: they may take some seconds. */
  async readSlowly(commands: ReadCommands, signal: AbortSignal): Promise<Outputs> {
    const nonce = newNonce()
    const result = await this.run('sh -s', { stdin: buildReadScript(commands, nonce) }, signal)
    return parseReadOutputs(result.stdout, nonce)
  }

  /** As {@link read}, with root's rights where there are any, else with the user's. */
  readAsRoot(commands: ReadCommands, signal: AbortSignal): Promise<Outputs> {
    return this.root_access === 'none' ? this.read(commands, signal) : this.#root_reads.read(commands, signal)
  }

  /** Whether sudo takes the user's password. False where there is none, or sudo or the password does not do. */
  async sudoTakesPassword(signal: AbortSignal): Promise<boolean> {
    if (this.#password === null) return false
    const { stdout } = await this.#runScript('id -u', 'sudo_with_password', {}, signal)
    return stdout.toString('utf8').trim() === '0'
  }

  /** Runs one command in the user's login shell. */
  run(command: string, options: RunOptions, signal: AbortSignal): Promise<CommandResult> {
    return this.#connection.run(command, options, signal)
  }

  /**
   * Runs a POSIX script with root's rights: as root, or by sudo, with the user's password where it asks. The script travels by standard
   * input, so that it is on no command line; whatever `stdin` holds follows, and is the script's own standard input, bytes as they are.
   * What the script starts sees the environment that sshd or sudo gives: set LC_ALL, DEBIAN_FRONTEND and their like in it. One that is
   * given up may go on on the box for a while: write scripts that can be run again.
   * @throws {SshError} ssh_no_root, ssh_command_timed_out, ssh_connection_lost; an exit code is no error
   */
  async runAsRoot(script: string, options: RunOptions, signal: AbortSignal): Promise<CommandResult> {
    const { stdout, stderr, exit_code } = await this.#runScript(script, this.#rootAccess(), options, signal)
    return { stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8'), exit_code }
  }

  /** As {@link runAsRoot}, or as the user who logged in, with what it printed as bytes. */
  runBytes(script: string, as_root: boolean, options: RunOptions, signal: AbortSignal): Promise<RawResult> {
    return this.#runScript(script, as_root ? this.#rootAccess() : 'is_root', options, signal)
  }

  /**
   * Writes a file: beside its place under another name, which is then renamed, so that nobody ever sees half of it. What an upload that
   * broke off left there is gone on with.
   * @throws {SshError} ssh_upload_failed with what the box said; ssh_connection_lost, after which it is begun again on a new connection
   */
  upload(file: Upload, signal: AbortSignal): Promise<void> {
    return uploadFile(this, file, signal)
  }

  /** Reads a file of a bounded size; null: it is not there. @throws {SshError} ssh_download_failed */
  download(path: string, options: Download, signal: AbortSignal): Promise<Buffer | null> {
    return downloadFile(this, path, options, signal)
  }

  /**
   * The Docker engine of the box, over this connection: by its socket where the user may use it, else by a command, with sudo where need
   * be. It is of use for as long as the connection is.
   * @throws {SshError} ssh_engine_unreachable where no engine answers
   */
  engine(signal: AbortSignal): Promise<Docker> {
    if (this.#engine === null) {
      const engine = openEngine(this, signal)
      this.#engine = engine
      // Another attempt may find an engine that was started meanwhile.
      engine.catch(() => {
        if (this.#engine === engine) this.#engine = null
      })
    }
    return this.#engine
  }

  /** Opens a Unix socket of the box. */
  openSocket(path: string, signal: AbortSignal): Promise<Duplex> {
    return this.#connection.openSocket(path, signal)
  }

  /** Opens a command whose input and output are the caller's; with root's rights, sudo's password is sent before all else. */
  async openCommand(command: string, as_root: boolean, signal: AbortSignal): Promise<ClientChannel> {
    const access = as_root ? this.#rootAccess() : 'is_root'
    const invocation = scriptInvocation(`exec ${command}`, access, this.#password, newNonce())
    const channel = await this.#connection.openCommand(invocation.command, signal)
    channel.write(invocation.preamble)
    return channel
  }

  #rootAccess(): Exclude<RootAccess, 'none'> {
    if (this.root_access !== 'none') return this.root_access
    throw new SshError(
      'ssh_no_root',
      `User ${this.user} has no administrator’s rights on ${this.host}.`,
      'Log in as root, or as a user who may use sudo, and give the password where sudo asks for it.',
      { host: this.host, user: this.user },
    )
  }

  async #runScript(
    script: string,
    access: Exclude<RootAccess, 'none'>,
    { stdin = '', ...options }: RunOptions,
    signal: AbortSignal,
  ): Promise<RawResult> {
    const { command, preamble } = scriptInvocation(script, access, this.#password, newNonce())
    return await this.#connection.runRaw(command, { ...options, stdin: precededBy(preamble, stdin) }, signal)
  }
}

function precededBy(preamble: string, stdin: NonNullable<RunOptions['stdin']>): NonNullable<RunOptions['stdin']> {
  if (typeof stdin === 'string') return preamble + stdin
  if (!(stdin instanceof Readable)) return Buffer.concat([Buffer.from(preamble), stdin])
  return Readable.from(bothOf(preamble, stdin), { objectMode: false })
}

async function* bothOf(preamble: string, stdin: Readable): AsyncGenerator<Buffer> {
  yield Buffer.from(preamble)
  yield* stdin
}
