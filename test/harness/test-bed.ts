import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** Bridge, network and disks of one test run, apart from those of every other run on this machine. */
export interface TestBed {
  /** Folder of the commands (`box-up` and the others). */
  readonly commands: string
  /** Keys that every user of every box accepts, and images. */
  readonly cache: string
  /** First three octets of the network of its boxes; this machine is `.1` there. */
  readonly net: string
  readonly bridge: string
  /** Disks of its boxes. */
  readonly boxes: string
  /** Debian release of its boxes; absent: that of the test bed (`TESTBED_SUITE`). */
  readonly suite?: Suite
}

/** Another Debian release than the test bed's own; its base is built where a box first asks for it. */
export type Suite = 'trixie'

const COMMAND_DEADLINE_MS = 120_000
/** The first time a root file system is built, from packages of the network. */
const BASE_DEADLINE_MS = 600_000
/** Runs that may have boxes at once on one machine; each has a network of its own. */
const SLOTS = 100
const FIRST_NET = 100
const NEEDS = ['mmdebstrap', 'ip', 'iptables', 'ssh-keygen', 'unshare', 'nsenter', 'flock']

/** Why there can be no boxes here; null: there can. */
export function whyNoTestBed(): string | null {
  if (process.platform !== 'linux') return 'boxes need Linux'
  if (process.getuid?.() !== 0) return 'boxes need root (namespaces, mounts and a bridge)'
  if (!existsSync(join(commandsFolder(), 'box-up')))
    return `there is no test bed in ${commandsFolder()} (HEADWATER_TESTBED names another folder)`
  const missing = NEEDS.filter((program) => spawnSync('which', [program]).status !== 0)
  return missing.length === 0 ? null : `${missing.join(', ')} missing: run scripts/setup as root`
}

/** A test bed that whoever claimed it gives back. */
export interface ClaimedTestBed extends AsyncDisposable {
  readonly bed: TestBed
}

/**
 * Takes a network that no other run has, removes what runs left there that were killed, and sees that the base of all boxes is built.
 * @throws {Error} where the base cannot be built, or every network is taken
 */
export async function claimTestBed(): Promise<ClaimedTestBed> {
  const cache = process.env.TESTBED_CACHE ?? join(userInfo().homedir, '.cache/testbed')
  const runs = join(cache, 'runs')
  mkdirSync(runs, { recursive: true })
  for (const name of readdirSync(runs)) {
    const slot = Number(name)
    if (Number.isInteger(slot) && takeOver(join(runs, name))) await remove(bedOf(slot, cache, runs))
  }
  for (let slot = 0; slot < SLOTS; slot += 1) {
    const bed = bedOf(slot, cache, runs)
    if (isTaken(bed) || !claim(join(runs, `${slot}`))) continue
    const release = () => remove(bed)
    try {
      await runCommand(bed, 'base-build', [], { deadline_ms: BASE_DEADLINE_MS })
      return { bed, [Symbol.asyncDispose]: release }
    } catch (error) {
      await release()
      throw error
    }
  }
  throw new Error(`each of the ${SLOTS} networks for boxes is taken; look at ${runs}`)
}

/** The same test bed with boxes of another release, whose base is built first: 45 s, once. @throws {Error} where it cannot be built */
export async function withSuite(bed: TestBed, suite: Suite): Promise<TestBed> {
  const other = { ...bed, suite }
  await runCommand(other, 'base-build', [], { deadline_ms: BASE_DEADLINE_MS })
  return other
}

/**
 * Runs one of the test bed's commands to its end; what it printed.
 * @throws {Error} with what it said, where it failed or took too long
 */
export function runCommand(
  { commands, cache, net, bridge, boxes, suite }: TestBed,
  command: string,
  args: readonly string[],
  {
    deadline_ms = COMMAND_DEADLINE_MS,
    input,
  }: { readonly deadline_ms?: number; readonly input?: string | Buffer } = {},
): Promise<string> {
  const env = {
    ...process.env,
    TESTBED_CACHE: cache,
    TESTBED_NET: net,
    TESTBED_BRIDGE: bridge,
    TESTBED_BOXES: boxes,
    // Docker's old compose is in bookworm alone.
    ...(suite !== undefined && { TESTBED_SUITE: suite, TESTBED_DEBS: 'docker.io' }),
  }
  return new Promise((done, failed) => {
    const options = { env, encoding: 'utf8', timeout: deadline_ms, maxBuffer: 64 * 1024 * 1024 } as const
    const child = execFile(join(commands, command), [...args], options, (error, stdout, stderr) => {
      if (error === null) return done(stdout)
      failed(new Error(`${command} ${args.join(' ')} failed: ${`${stdout}\n${stderr}`.trim().slice(-2_000)}`))
    })
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

function commandsFolder(): string {
  return resolve(process.env.HEADWATER_TESTBED ?? join(import.meta.dirname, '../../../shared/testbed'))
}

function bedOf(slot: number, cache: string, runs: string): TestBed {
  const net = `10.213.${FIRST_NET + slot}`
  return { commands: commandsFolder(), cache, net, bridge: `tbr${slot}`, boxes: join(runs, `${slot}`, 'boxes') }
}

function isTaken({ net, bridge }: TestBed): boolean {
  const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? [])
  return existsSync(`/sys/class/net/${bridge}`) || addresses.some(({ address }) => address.startsWith(`${net}.`))
}

/** Makes the slot ours; false where another run was faster. */
function claim(folder: string): boolean {
  mkdirSync(folder, { recursive: true })
  try {
    writeFileSync(join(folder, 'owner'), `${process.pid} ${startOf(process.pid)}`, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Makes the slot of a run that is dead ours, for its remains to be removed; false where it lives, or another takes it. */
function takeOver(folder: string): boolean {
  const owner = join(folder, 'owner')
  const [pid = '', started = ''] = existsSync(owner) ? readFileSync(owner, 'utf8').split(' ') : []
  if (pid === '' || startOf(Number(pid)) === started) return false
  try {
    renameSync(owner, join(folder, `owner-before-${process.pid}`))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
  return claim(folder)
}

/** Ends the boxes of a slot that is ours, and gives it back. */
async function remove(bed: TestBed): Promise<void> {
  await runCommand(bed, 'box-down', ['--all'])
  const folder = dirname(bed.boxes)
  // In one step, so that nobody claims what is being deleted.
  const gone = `${folder}.gone-${process.pid}`
  renameSync(folder, gone)
  rmSync(gone, { recursive: true, force: true })
}

/** When the process was started, in clock ticks; empty when there is none. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
