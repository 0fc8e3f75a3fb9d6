import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { z } from 'zod'
import { type SshTarget, sshTargetSchema } from '#contract/provisioning.ts'
import { runCommand, type Suite, type TestBed, withSuite } from './test-bed.ts'

/** Users of every box; each has its name as password, and accepts every key. `edge` gives it to sudo, `ops` need not, `guest` has no sudo. */
export type BoxUser = 'root' | 'edge' | 'ops' | 'guest'

/** Keys that every user accepts; those that end in `_enc` have {@link KEY_PASSPHRASE}. */
export type BoxKey = 'id_ed25519' | 'id_rsa' | 'id_ed25519_enc' | 'id_rsa_enc'

export const KEY_PASSPHRASE = 'testbed'

/** A box to be started. */
export interface BoxWish {
  /** Default: one that no other box of this run has. */
  readonly name?: string
  /** `docker`: with Docker installed and running; default: fresh, with none. */
  readonly flavor?: 'fresh' | 'docker'
  /** Another Debian release than the others have. */
  readonly suite?: Suite
  /** What apt finds inside: `repo` (default), packages of a folder; `none`, nothing. */
  readonly apt?: 'repo' | 'none'
  /** `plain`: no systemd. */
  readonly init?: 'systemd' | 'plain'
  /** Limits: `512M`, `0.5`. */
  readonly memory?: string
  readonly cpus?: string
  /** Far from the first free ones, which others take: for a box that is installed anew and has to find its address free. */
  readonly own_address?: boolean
  /** Lines of sshd_config, before all others. */
  readonly sshd?: readonly string[]
}

/** How to log in: by default as root with a key and with the host key confirmed. */
export type LoginWish = Partial<Omit<SshTarget, 'user'>> & { readonly user?: BoxUser; readonly key?: BoxKey | null }

const startedSchema = z.object({ name: z.string(), ip: z.string(), gateway: z.string(), known_hosts: z.string() })

/** Two seconds where nothing else is going on; several boxes with Docker that come up at once keep a small machine busy for longer. */
const SSH_ANSWERS_WITHIN_S = 50

/** The last box of this worker; its process id keeps workers apart. */
let last = 0

/** Whether there can be boxes in this run; what keeps them away was printed when it began. */
export function haveBoxes(): boolean {
  return inject('test_bed') !== null
}

/** Starts a box; it belongs to the caller. @throws {Error} where SSH does not answer */
export async function startBox(wish: BoxWish = {}): Promise<TestBox> {
  last += 1
  const { name = `b${process.pid}-${last}`, sshd = [] } = wish
  const options = (['flavor', 'apt', 'init', 'memory', 'cpus'] as const).flatMap((option) => {
    const value = wish[option]
    return value === undefined ? [] : [`--${option}`, value]
  })
  if (wish.own_address) options.push('--ip', String(100 + ((process.pid * 7 + last) % 150)))
  const bed = bedOfThisRun()
  const box = new TestBox(wish.suite === undefined ? bed : await withSuite(bed, wish.suite), name)
  try {
    await box.up([...options, ...sshd.flatMap((line) => ['--sshd', line])])
    return box
  } catch (error) {
    await box[Symbol.asyncDispose]()
    throw error
  }
}

/** A box of the test bed: a Debian machine of its own, as far as whoever logs in can tell. */
export class TestBox implements AsyncDisposable {
  readonly name: string
  readonly #bed: TestBed
  #started: z.infer<typeof startedSchema> | null = null

  constructor(bed: TestBed, name: string) {
    this.#bed = bed
    this.name = name
  }

  get ip(): string {
    return this.#now().ip
  }

  /** What this machine is called there. */
  get gateway(): string {
    return this.#now().gateway
  }

  /** Fingerprint of one of its host keys, as `ssh-keygen -l` shows it. */
  async fingerprint(kind: 'ed25519' | 'ecdsa' | 'rsa' = 'ed25519'): Promise<string> {
    return (await this.inside(`ssh-keygen -lf /etc/ssh/ssh_host_${kind}_key.pub`)).split(' ')[1] ?? ''
  }

  /** How Headwater logs in. A password alone: `{ key: null, password: 'edge' }`. */
  async target({ key = 'id_ed25519', user = 'root', ...differences }: LoginWish = {}): Promise<SshTarget> {
    return sshTargetSchema.parse({
      host: this.ip,
      port: 22,
      user,
      private_key: key === null ? null : this.privateKey(key),
      passphrase: key?.endsWith('_enc') ? KEY_PASSPHRASE : null,
      host_key_fingerprint: await this.fingerprint(),
      ...differences,
    })
  }

  privateKey(key: BoxKey): string {
    return readFileSync(join(this.#bed.cache, 'keys', key), 'utf8')
  }

  /** Runs a command in its shell as root, without SSH or network; what it printed. @throws {Error} where it fails */
  inside(
    command: string,
    options: { readonly input?: string | Buffer; readonly deadline_ms?: number } = {},
  ): Promise<string> {
    return runCommand(this.#bed, 'box-ssh', ['--direct', this.name, 'sh', '-c', command], options)
  }

  /** A program that runs this command inside with its own arguments and input: to be put on a PATH. */
  commandInside(command: string): string {
    const { commands, cache, net, bridge, boxes } = this.#bed
    const settings = `TESTBED_CACHE=${cache} TESTBED_NET=${net} TESTBED_BRIDGE=${bridge} TESTBED_BOXES=${boxes}`
    return `#!/bin/sh\nexec env ${settings} ${join(commands, 'box-ssh')} --direct ${this.name} ${command} "$@"\n`
  }

  /** Gives its Docker the image node:24-bookworm-slim, which is made on this machine where it is not there yet. */
  async loadNodeImage(): Promise<void> {
    const path = (await runCommand(this.#bed, 'node-image', [], { deadline_ms: 300_000 })).trim()
    await this.inside('docker load', { input: readFileSync(path), deadline_ms: 300_000 })
  }

  /** Whether a command in its shell says yes. */
  async says(command: string): Promise<boolean> {
    return (await this.inside(`if ${command}; then echo yes; else echo no; fi`)).trim().endsWith('yes')
  }

  /** Power on, with the disk it has. */
  async up(options: readonly string[] = []): Promise<void> {
    const start = () => runCommand(this.#bed, 'box-up', [this.name, '--timeout', `${SSH_ANSWERS_WITHIN_S}`, ...options])
    // On a busy machine its sshd may take longer than the command waits; asked again, it waits for the same box. And what a power cut
    // left may still be cleared away while it comes up, with something that it needs.
    const printed = await start().catch((error: unknown) => {
      if (error instanceof Error && /did not answer|ended while starting/.test(error.message)) return start()
      throw error
    })
    this.#started = startedSchema.parse(JSON.parse(printed))
  }

  /** As a power cut does; peers hear nothing. */
  async kill(): Promise<void> {
    await runCommand(this.#bed, 'box-kill', [this.name])
  }

  /** A fresh disk and fresh host keys at the same address, as after an installation. */
  async reinstall(): Promise<void> {
    const octet = this.ip.split('.')[3] ?? ''
    await runCommand(this.#bed, 'box-down', [this.name])
    await this.up(['--ip', octet])
  }

  /** Cuts it off the network, or heals that. */
  async partition(state: 'on' | 'off', ...options: readonly string[]): Promise<void> {
    await runCommand(this.#bed, 'box-partition', [this.name, state, ...options])
  }

  /** Shapes its network: `--delay 50 --loss 2`; `--off`. */
  async shape(...options: readonly string[]): Promise<void> {
    await runCommand(this.#bed, 'box-netem', [this.name, ...options])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await runCommand(this.#bed, 'box-down', [this.name])
  }

  #now(): z.infer<typeof startedSchema> {
    if (this.#started === null) throw new Error(`box ${this.name} was not started`)
    return this.#started
  }
}

function bedOfThisRun(): TestBed {
  const bed = inject('test_bed')
  if (bed === null) throw new Error('there can be no boxes here; use describe.skipIf(!haveBoxes())')
  return bed
}
