import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { buildReadScript, type Outputs, parseReadOutputs, type ReadCommands } from './read-script.ts'
import type { CommandResult, RunOptions, SshConnection } from './ssh-connection.ts'

/**
 * How commands get root's rights on the box: already root, through sudo (with the user's password where it asks), or not
 * at all.
 */
export type RootAccess = 'is_root' | 'sudo' | 'sudo_with_password' | 'none'

/** A box one is logged in to, as checks (and the steps that will follow them) see it. */
export class Box {
  readonly #connection: SshConnection
  readonly #password: string | null
  /** Set once the privilege check has looked; until then nothing is done as root. */
  root_access: RootAccess = 'none'

  /** @param password of the user, for sudo; kept in memory only */
  constructor(connection: SshConnection, password: string | null) {
    this.#connection = connection
    this.#password = password
  }

  get user(): string {
    return this.#connection.user
  }

  /** Runs commands that only read, all in one session, as the user who logged in. */
  read(commands: ReadCommands, signal: AbortSignal): Promise<Outputs> {
    return this.#read('sh -s', '', commands, signal)
  }

  /** As {@link read}, with root's rights where there are any, else with the user's. */
  readAsRoot(commands: ReadCommands, signal: AbortSignal): Promise<Outputs> {
    switch (this.root_access) {
      case 'is_root':
      case 'none':
        return this.read(commands, signal)
      case 'sudo':
        return this.#read('sudo -n sh -s', '', commands, signal)
      case 'sudo_with_password':
        return this.#readWithPassword(commands, signal)
      default:
        return this.root_access satisfies never
    }
  }

  /** Whether sudo takes the user's password. False where there is none, or sudo or the password does not do. */
  async sudoTakesPassword(signal: AbortSignal): Promise<boolean> {
    if (this.#password === null) return false
    const outputs = await this.#readWithPassword({ uid: 'id -u' }, signal)
    return outputs.get('uid')?.text === '0'
  }

  get has_password(): boolean {
    return this.#password !== null
  }

  /** Runs one command in the user's login shell. */
  run(command: string, options: RunOptions, signal: AbortSignal): Promise<CommandResult> {
    return this.#connection.run(command, options, signal)
  }

  /** Opens a Unix socket of the box. */
  openSocket(path: string, signal: AbortSignal): Promise<Duplex> {
    return this.#connection.openSocket(path, signal)
  }

  async #read(shell: string, preamble: string, commands: ReadCommands, signal: AbortSignal): Promise<Outputs> {
    const nonce = newNonce()
    const result = await this.run(shell, { stdin: preamble + buildReadScript(commands, nonce) }, signal)
    return parseReadOutputs(result.stdout, nonce)
  }

  /**
   * The password goes in as the first line of standard input, never into a command line. Should sudo not ask for it
   * after all, the line must not reach the shell as a command: everything before a line nobody else knows is skipped.
   */
  #readWithPassword(commands: ReadCommands, signal: AbortSignal): Promise<Outputs> {
    const begin = newNonce()
    const skip = `while IFS= read -r line; do [ "$line" = ${begin} ] && exec sh -s; done`
    const sudo = `env LC_ALL=C sudo -k -S -p '' sh -c '${skip}'`
    return this.#read(sudo, `${this.#password ?? ''}\n${begin}\n`, commands, signal)
  }
}

function newNonce(): string {
  return `headwater${randomBytes(12).toString('hex')}`
}
