import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import type { NodeId } from '#contract/ids.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { Node } from '#contract/node.ts'
import type { sshTargetSchema } from '#contract/provisioning.ts'
import { type NewRun, newRunSchema, type ProvisioningRun } from '#contract/provisioning-run.ts'
import { SqliteActivityLog } from '../../store/sqlite-activity-log.ts'
import { openStore, type Store } from '../../store/store.ts'
import { StoreError } from '../../store/store-error.ts'
import { DataKey } from '../../trust/data-key.ts'
import { Box } from '../box.ts'
import { HostKeys } from '../host-keys.ts'
import { SshError } from '../ssh-errors.ts'
import type { ConnectBox } from './box-link.ts'
import type { OriginSide } from './origin-side.ts'
import { ownSteps } from './own-steps.ts'
import type { Planner } from './plans.ts'
import { ProvisioningRuns } from './provisioning-runs.ts'
import type { Step, StepHalf } from './step.ts'

export const FINGERPRINT = `SHA256:${'a'.repeat(43)}`
export const PASSWORD = 'correct horse battery'

/** A box as a few facts: what each step brought, in the order in which it was brought. */
export class FakeBox {
  readonly brought: string[] = []
  /** Every half that was begun. */
  readonly calls: string[] = []
  /** Called at the beginning and in the middle of each half; may throw, or wait. */
  onHalf: (step: string, half: StepHalf, signal: AbortSignal) => Promise<void> = async () => undefined
  is_lost = false
  fingerprint = FINGERPRINT
  password = PASSWORD
  connections = 0

  connect: ConnectBox = async (target, _actor, signal) => {
    signal.throwIfAborted()
    const host_key = { algorithm: 'ssh-ed25519', fingerprint: this.fingerprint }
    if (target.host_key_fingerprint === null)
      return { state: 'unconfirmed', host: target.host, port: target.port, host_key }
    if (target.host_key_fingerprint !== this.fingerprint) {
      const details = {
        host: target.host,
        port: target.port,
        shown: this.fingerprint,
        shown_algorithm: host_key.algorithm,
      }
      throw new SshError('ssh_host_key_changed', 'another key', 'was it reinstalled?', details)
    }
    if (target.password !== this.password) throw new SshError('ssh_auth_refused', 'the server said no', 'another one')
    this.is_lost = false
    this.connections += 1
    const run = () => Promise.reject(new Error('nobody runs a command there'))
    const connection = {
      user: target.user,
      host_key,
      run,
      openSocket: run,
      [Symbol.asyncDispose]: async () => undefined,
    }
    return {
      state: 'open',
      open: {
        box: new Box(connection as unknown as ConstructorParameters<typeof Box>[0], target.password),
        host_key,
        isLost: async () => this.is_lost,
        [Symbol.asyncDispose]: async () => undefined,
      },
    }
  }

  /** A step that brings one thing. */
  step(id: string, more: Partial<Step> = {}): Step {
    const half = async (name: StepHalf, signal: AbortSignal, work: () => void) => {
      this.calls.push(`${id}.${name}`)
      await this.onHalf(id, name, signal)
      work()
      await this.onHalf(`${id}'`, name, signal)
    }
    const has = () => this.brought.includes(id)
    return {
      // Steps of tests are called as it suits them.
      id: id as Step['id'],
      title: `Bring ${id}`,
      check: async (_context, signal) => {
        await half('check', signal, () => undefined)
        return has() ? { state: 'done', found: `${id} is there` } : { state: 'to_do', found: `${id} is missing` }
      },
      apply: (context, signal) =>
        half('apply', signal, () => {
          context.log(`bringing ${id} with ${PASSWORD}`)
          if (!has()) this.brought.push(id)
        }),
      verify: async (_context, signal) => {
        await half('verify', signal, () => undefined)
        if (!has()) throw new Error(`${id} is not there`)
        return `${id} was brought`
      },
      undo: (_context, signal) =>
        half('undo', signal, () => {
          if (has()) this.brought.splice(this.brought.indexOf(id), 1)
        }),
      ...more,
    }
  }
}

/** Runs over a database of their own. */
export interface RunsBench extends AsyncDisposable {
  readonly store: Store
  readonly runs: ProvisioningRuns
  readonly events: LiveEvent[]
  readonly activity: SqliteActivityLog
  /** Nodes of the cluster; none to begin with. */
  readonly nodes: Map<NodeId, Node>
  /** Runs of another program on the same database, as after a crash. */
  again(store?: Store): ProvisioningRuns
}

const origin = (data_dir: string, nodes: ReadonlyMap<NodeId, Node>): OriginSide => ({
  ...{ cluster_id: 'main', version: '0.1.0', data_dir },
  originUrl: () => 'http://127.0.0.1:8090',
  nodes: {
    list: () => [],
    find: (id) => nodes.get(id),
    drain: () => Promise.reject(new Error('no nodes')) as never,
    resume: () => Promise.reject(new Error('no nodes')) as never,
    edit: () => Promise.reject(new Error('no nodes')) as never,
    evict: () => undefined,
    onChanged: () => () => undefined,
  },
  tokens: { create: () => ({ id: 'token', token: 'secret' }), revoke: () => undefined },
  artifacts: {
    image: () => Promise.reject(new Error('no artifacts')),
    archive: () => Promise.reject(new Error('no artifacts')),
    deb: () => Promise.reject(new Error('no artifacts')),
    unpackedBytes: async () => null,
  },
  test_stream: { publishUrl: () => null, signed: () => '' },
})

export function openRunsBench(box: FakeBox, steps: readonly Step[]): RunsBench {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hw-runs-'))
  const log = pino({ level: 'silent' })
  const store = openStore(path.join(folder, 'headwater.db'))
  const sealing = DataKey.random()
  const events: LiveEvent[] = []
  const nodes = new Map<NodeId, Node>()
  const activity = new SqliteActivityLog(store, { log })
  const planner: Planner = () => steps
  const opened: ProvisioningRuns[] = []
  const open = (on: Store) => {
    const runs = new ProvisioningRuns({
      ...{ store: on, sealing, activity, log, connect: box.connect, reconnect_pauses_ms: [1, 1, 1] },
      events: { publish: (event) => void events.push(event) },
      clock: { now: () => ({ monotonic_ms: performance.now(), at: new Date().toISOString() }) },
      origin: origin(folder, nodes),
      host_keys: new HostKeys(on, activity),
      look: async () => ({
        ...{ host: '10.0.0.11', checks: [], outcome: 'pass' },
        host_key: { algorithm: 'ssh-ed25519', fingerprint: FINGERPRINT, state: 'confirmed' },
      }),
      planners: {
        ...{ provision: planner, adopt: planner, upgrade: planner, reconfigure: planner, restart: planner },
        ...{ rotate_identity: planner, diagnostics: planner, decommission: planner },
      },
      ownSteps: (options) => ownSteps(options).filter(({ id }) => id !== 'privilege'),
    })
    opened.push(runs)
    return runs
  }
  return {
    store,
    runs: open(store),
    events,
    activity,
    nodes,
    again: (on = store) => open(on),
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((runs) => runs.stop()))
      activity.stop()
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What is asked for in most tests. */
export function wish(differences: Partial<Parameters<typeof sshTargetSchema.parse>[0] & object> = {}): NewRun {
  const target = {
    host: '10.0.0.11',
    user: 'ops',
    password: PASSWORD,
    host_key_fingerprint: FINGERPRINT,
    ...differences,
  }
  return newRunSchema.parse({ kind: 'provision', target, node: { name: 'edge-1' } })
}

/** Waits until a run is as asked. */
export async function untilRun(
  runs: ProvisioningRuns,
  id: string,
  is: (run: ProvisioningRun) => boolean,
): Promise<ProvisioningRun> {
  const until = performance.now() + 60_000
  while (performance.now() < until) {
    const run = runs.find(id)
    if (is(run)) return run
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  throw new Error(`the run is ${JSON.stringify(runs.find(id), null, 1)}`)
}

export const isOver = ({ state }: ProvisioningRun) => ['succeeded', 'failed', 'cancelled', 'undone'].includes(state)

/** A store whose disk is gone after so many writes, as seen by a program that was killed then. */
export function dyingStore(store: Store, writes: number): Store & { readonly is_dead: boolean } {
  let left = writes
  const die = () => {
    throw new StoreError('the program was killed here', { code: 'disk_failed', file: 'x', hint: 'start it again' })
  }
  const write = () => {
    if (left <= 0) die()
    left -= 1
  }
  return {
    sql: store.sql,
    db: store.db,
    get is_dead() {
      return left <= 0
    },
    all: (query) => store.all(query),
    first: (query) => store.first(query),
    run: (query) => {
      if (!store.sql.inTransaction) write()
      return store.run(query)
    },
    runPrepared: (...given) => {
      if (!store.sql.inTransaction) write()
      return store.runPrepared(...given)
    },
    transaction: (work) => {
      if (!store.sql.inTransaction) write()
      return store.transaction(work)
    },
    spare: (work) => {
      if (left <= 0) return false
      return store.spare(work)
    },
    afterCommit: (then) => store.afterCommit(then),
    close: () => undefined,
  }
}
