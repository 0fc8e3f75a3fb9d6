import { randomUUID } from 'node:crypto'
import type { NodeId } from '#contract/ids.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { Node } from '#contract/node.ts'
import {
  cancelRunSchema,
  type NewRun,
  type NodeLogin,
  newRunSchema,
  newRunsSchema,
  type ProvisioningRun,
  type ProvisioningStep,
  type RunLogLine,
  resumeRunSchema,
} from '#contract/provisioning-run.ts'
import type { FakeCluster } from './fake-cluster.ts'
import { fakeNode } from './fake-parts.ts'
import { boxOf, failureOf, isKnown, reportOf, type ScriptedStep, scripts, shownKey } from './run-script.ts'

const TICK_MS = 200
const now = () => new Date().toISOString()

interface Life {
  readonly request: NewRun
  readonly script: readonly ScriptedStep[]
  readonly lines: RunLogLine[]
  run: ProvisioningRun
  confirmed: boolean
  accepted: boolean
  /** It failed once; the second time works. */
  mended: boolean
  begun_ms: number
}

/** What a run cannot be told at this moment. */
export class FakeRunRefusal extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Runs that go on by themselves on boxes that are not there; what a box is like is told by its host name. */
export class FakeRuns {
  readonly #lives = new Map<string, Life>()
  readonly #logins = new Map<string, NodeLogin>()
  readonly #cluster: FakeCluster
  readonly #publish: (event: LiveEvent) => void
  readonly #media_port: number
  readonly #ticking = setInterval(() => this.#tick(), TICK_MS)
  /** Nothing goes on while true, so that somebody can look. */
  held = false

  constructor(cluster: FakeCluster, publish: (event: LiveEvent) => void, media_port: number) {
    this.#cluster = cluster
    this.#publish = publish
    this.#media_port = media_port
  }

  list(node_id: string | null): readonly ProvisioningRun[] {
    return [...this.#lives.values()]
      .map(({ run }) => run)
      .filter((run) => node_id === null || run.node_id === node_id)
      .toReversed()
  }

  /** The data of `/provisioning-runs[/...]`; undefined where there is no such run. @throws {FakeRunRefusal} */
  answer(method: string, segments: readonly string[], query: URLSearchParams, body: unknown): unknown {
    const [id, action] = segments
    if (id === undefined) {
      return method === 'GET' ? { items: this.list(query.get('node_id')) } : this.start(newRunSchema.parse(body))
    }
    if (id === 'batch') {
      const { runs } = newRunsSchema.parse(body)
      return { items: runs.map((run) => this.start(run)) }
    }
    const life = this.#lives.get(id)
    if (life === undefined) return undefined
    if (action === 'log') {
      const after = Number(query.get('after') ?? 0)
      return { items: life.lines.filter(({ number }) => number > after).slice(0, 500) }
    }
    if (action === 'resume') this.#resume(life, resumeRunSchema.parse(body))
    if (action === 'cancel') this.#end(life, cancelRunSchema.parse(body).after === 'undo' ? 'undone' : 'cancelled')
    if (action === 'undo') this.#end(life, 'undone')
    return life.run
  }

  login(node_id: string): NodeLogin | undefined {
    return this.#logins.get(node_id)
  }

  /** A node that was brought by a run some weeks ago. */
  past(node: Node): void {
    const { id, name } = node
    const host = `${name}.known.example`
    const request = newRunSchema.parse({ kind: 'provision', target: { host, user: 'ubuntu' }, node: { name } })
    const begun = {
      ...this.start(request),
      created_at: '2026-11-02T10:09:11.000Z',
      updated_at: '2026-11-02T10:12:00.000Z',
    }
    const life = this.#lives.get(begun.id)
    if (life === undefined) return
    const steps = begun.steps.map((step): ProvisioningStep => ({ ...step, state: 'done', attempt: 1 }))
    life.run = { ...begun, steps, state: 'succeeded', node_id: id, form: 'container', ended_at: begun.updated_at }
    this.keep(id, host)
  }

  keep(node_id: NodeId, host: string): void {
    const who = { host, port: 22, user: 'ubuntu', kept_by: 'operator:Mira' }
    this.#logins.set(node_id, { node_id, ...who, kept_at: '2026-11-02T10:12:00.000Z', last_used_at: null })
  }

  forget(node_id: string): void {
    this.#logins.delete(node_id)
  }

  start(request: NewRun): ProvisioningRun {
    const script = scripts[request.kind]
    const { target } = request
    const id = 'node_id' in request ? request.node_id : undefined
    const node = id === undefined ? undefined : this.#cluster.nodes.get(id)
    const kept = node === undefined ? undefined : this.#logins.get(node.id)
    if (target === undefined && kept === undefined)
      throw new FakeRunRefusal('no_login', 'No login is kept for this node.')
    const { host = '', port = 22, user = '' } = target ?? kept ?? {}
    const name = request.kind === 'provision' ? request.node.name : (node?.name ?? null)
    const run: ProvisioningRun = {
      ...{ id: randomUUID(), kind: request.kind, host, port, user, node_id: node?.id ?? null, node_name: name },
      ...{ form: null, state: 'running', waiting_for: null, report: null, files: [] },
      steps: script.map(
        ({ id, title }): ProvisioningStep => ({
          ...{ id, title, state: 'pending', attempt: 0, started_at: null, ended_at: null },
          ...{ found: null, progress: null, failure: null },
        }),
      ),
      ...{ from_version: request.kind === 'upgrade' ? '0.1.0' : null, to_version: '0.2.0' },
      command: `headwater edge ${request.kind === 'provision' ? `provision ${user}@${host} --name ${name}` : `${request.kind} ${name}`}`,
      ...{ actor: 'operator:Mira', created_at: now(), updated_at: now(), ended_at: null },
    }
    const confirmed = kept !== undefined && target === undefined
    this.#lives.set(run.id, {
      ...{ request, script, lines: [], run, confirmed, accepted: false, mended: false, begun_ms: Date.now() },
    })
    this.#say(run)
    return run
  }

  stop(): void {
    clearInterval(this.#ticking)
  }

  #resume(
    life: Life,
    { host_key_fingerprint, accept_warnings, target }: ReturnType<typeof resumeRunSchema.parse>,
  ): void {
    if (life.run.state !== 'waiting' && life.run.state !== 'failed' && life.run.state !== 'cancelled') {
      throw new FakeRunRefusal('run_not_resumable', 'This run goes on already.')
    }
    if (host_key_fingerprint !== undefined || target !== undefined) life.confirmed = true
    if (accept_warnings === true) life.accepted = true
    if (life.run.state === 'failed') life.mended = true
    life.begun_ms = Date.now()
    this.#change(life, {
      ...{ state: 'running', waiting_for: null, ended_at: null },
      steps: life.run.steps.map((step) =>
        step.state === 'failed' ? { ...step, state: 'pending', failure: null } : step,
      ),
    })
  }

  #end(life: Life, state: 'cancelled' | 'undone'): void {
    const done = state === 'undone' ? ('undone' as const) : null
    this.#change(life, {
      ...{ state, waiting_for: null, ended_at: now() },
      steps: life.run.steps.map((step) =>
        step.state === 'done' && done !== null
          ? { ...step, state: done }
          : step.state === 'applying' || step.state === 'checking'
            ? { ...step, state: 'pending', progress: null, ended_at: now() }
            : step,
      ),
    })
  }

  #tick(): void {
    if (this.held) return
    for (const life of this.#lives.values()) if (life.run.state === 'running') this.#advance(life)
  }

  #advance(life: Life): unknown {
    const { run, script } = life
    const index = run.steps.findIndex(({ state }) => state !== 'done' && state !== 'skipped')
    const step = run.steps[index]
    const scripted = script[index]
    if (step === undefined || scripted === undefined) return this.#succeed(life)
    const box = boxOf(run.host)
    if (step.state === 'pending') {
      life.begun_ms = Date.now()
      if (scripted.skip === true) return this.#step(life, index, { state: 'skipped', found: scripted.found })
      return this.#step(life, index, {
        state: 'applying',
        attempt: step.attempt + 1,
        started_at: now(),
        ended_at: null,
      })
    }
    if (step.id === 'connect' && !life.confirmed && !isKnown(run.host)) {
      const what = box === 'changed' ? 'changed_host_key' : 'host_key'
      const text =
        box === 'changed'
          ? `${run.host} shows another host key than the one that was confirmed before.`
          : `${run.host} was never met before. Nothing was sent to it yet.`
      return this.#change(life, {
        state: 'waiting',
        waiting_for: { what, text, host_key: shownKey(box === 'changed') },
      })
    }
    this.#talk(life, step, scripted)
    const share = Math.min(1, (Date.now() - life.begun_ms) / scripted.ms)
    if (share < 1) {
      if (scripted.bytes === undefined) return undefined
      const done = Math.floor(scripted.bytes * share)
      const progress = {
        done,
        total: scripted.bytes,
        unit: 'bytes' as const,
        rate: (scripted.bytes / scripted.ms) * 1_000,
      }
      return this.#step(life, index, { progress })
    }
    if (step.id === 'preflight') this.#change(life, { report: reportOf(run.host, box), form: 'container' })
    const failure = life.mended ? null : failureOf(run.host, box, step)
    if (failure !== null) {
      this.#step(life, index, { state: 'failed', failure, ended_at: now() })
      return this.#change(life, { state: 'failed', ended_at: now() })
    }
    if (step.id === 'preflight' && box === 'warns' && !life.accepted) {
      const text = 'It can become a node as it is, but two things should be looked at first.'
      return this.#change(life, { state: 'waiting', waiting_for: { what: 'warnings', text, host_key: null } })
    }
    return this.#step(life, index, { state: 'done', found: scripted.found, ended_at: now(), progress: null })
  }

  #succeed(life: Life): void {
    const { run, request } = life
    let { node_id } = run
    if (request.kind === 'provision') {
      const { name, region } = request.node
      const node = fakeNode({ name, region, media_port: this.#media_port, cores: 2 })
      this.#cluster.setNode(node)
      node_id = node.id
      if (request.keep_login) this.keep(node.id, run.host)
    }
    const files = run.kind === 'diagnostics' ? [`diagnostics-${run.node_name}.tar.gz`] : []
    this.#change(life, { state: 'succeeded', node_id, files, ended_at: now() })
  }

  /** The lines of a step come evenly over its time. */
  #talk(life: Life, { id }: ProvisioningStep, { lines, ms }: ScriptedStep): void {
    const said = life.lines.filter((line) => line.step === id).length
    const due = Math.min(lines.length, Math.ceil(((Date.now() - life.begun_ms) / ms) * lines.length))
    const fresh = lines.slice(said, due).map(
      (text, index): RunLogLine => ({
        ...{ number: life.lines.length + index + 1, step: id, at: now(), text },
      }),
    )
    if (fresh.length === 0) return
    life.lines.push(...fresh)
    this.#publish({ type: 'provisioning_log', run_id: life.run.id, lines: fresh })
  }

  #step(life: Life, index: number, change: Partial<ProvisioningStep>): void {
    this.#change(life, { steps: life.run.steps.map((step, at) => (at === index ? { ...step, ...change } : step)) })
  }

  #change(life: Life, change: Partial<ProvisioningRun>): void {
    life.run = { ...life.run, ...change, updated_at: now() }
    this.#say(life.run)
  }

  #say(run: ProvisioningRun): void {
    this.#publish({ type: 'provisioning_run', run })
  }
}
