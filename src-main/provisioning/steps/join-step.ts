import { setTimeout as pause } from 'node:timers/promises'
import type { Node } from '#contract/node.ts'
import { say } from '#contract/sentence.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { takeBackToken } from './configure-step.ts'
import { isAlive, readJoinedNode } from './joined-node.ts'
import { setupOf } from './node-settings.ts'
import { whyNotJoined } from './why-not-joined.ts'

/** From its start to its first heartbeat a node takes seconds; a slow machine gets ten times that. */
const PATIENCE_MS = 90_000
/** A node that ended by itself so often does not get better. */
const HOPELESS_RESTARTS = 3
const LOOK_MS = 500
const LOOK_AT_BOX_MS = 3_000

/** How a node of one form is looked at while it is waited for. */
export interface NodeProcess {
  /** How often it was started again because it ended by itself. */
  restarts(context: StepContext, signal: AbortSignal): Promise<number>
  /** The last lines of its log. */
  lastLines(context: StepContext, signal: AbortSignal): Promise<readonly string[]>
}

/** Waits until the node of the box is a member and its heartbeats come. */
export function joinStep(origin: OriginSide, process: NodeProcess): Step {
  return {
    id: 'join',
    title: 'Join the cluster',
    deadlines_ms: { apply: PATIENCE_MS + 60_000 },
    async check(context, signal) {
      const node = await memberOf(context, origin, signal)
      if (!isAlive(node)) return { state: 'to_do', found: 'It is waited for the node’s heartbeat.' }
      await welcome(context, origin, node, signal)
      return { state: 'done', found: `${node.name} is a member, and its heartbeats come.` }
    },
    async apply(context, signal) {
      const node = await untilAlive(context, origin, process, signal)
      await welcome(context, origin, node, signal)
    },
    async verify(context) {
      const id = context.notes.get('join.node_id')
      const node = id === undefined ? undefined : origin.nodes.find(id)
      if (!isAlive(node)) {
        throw new StepError(
          'heartbeat_lost',
          say`The heartbeats of the node of ${context.box.host} stopped coming.`,
          say`See its log on the box, then resume the run.`,
        )
      }
      return `${node.name} joined; its heartbeats come from ${node.endpoints?.address ?? context.box.host}.`
    },
    async undo({ notes, actor, run_id }) {
      const id = notes.get('join.node_id')
      if (id === undefined || notes.get('join.was_member') === true || origin.nodes.find(id) === undefined) return
      origin.nodes.evict(id, { force: true, reason: `The run ${run_id} that made it was undone.` }, actor)
    },
  }
}

async function untilAlive(
  context: StepContext,
  origin: OriginSide,
  process: NodeProcess,
  signal: AbortSignal,
): Promise<Node> {
  const { box, log } = context
  const { name } = setupOf(context)
  const until = performance.now() + PATIENCE_MS
  let looked_at_ms = Number.NEGATIVE_INFINITY
  let told = false
  for (;;) {
    // The registry costs nothing to look at; the box is asked now and then, and when somebody of that name is there.
    const named = origin.nodes.list().find((node) => node.name === name)
    if (named !== undefined && !told) {
      log(`The origin has taken ${name} in; its first heartbeat is waited for.`)
      told = true
    }
    if (isAlive(named) && (await readJoinedNode(box, signal))?.id === named.id) return named
    if (performance.now() - looked_at_ms > LOOK_AT_BOX_MS) {
      looked_at_ms = performance.now()
      const hopeless = (await process.restarts(context, signal)) >= HOPELESS_RESTARTS
      if (hopeless || performance.now() > until) throw await notJoined(context, origin, process, signal)
    }
    await pause(LOOK_MS, undefined, { signal })
  }
}

async function notJoined(
  context: StepContext,
  origin: OriginSide,
  process: NodeProcess,
  signal: AbortSignal,
): Promise<StepError> {
  const { rtmp_port, media_port, origin_url } = setupOf(context)
  const output = await process.lastLines(context, signal)
  const facts = { host: context.box.host, origin_url: origin_url ?? origin.originUrl(), rtmp_port, media_port }
  const { code, message, hint } = whyNotJoined(output, facts)
  return new StepError(code, message, hint, { output })
}

/** The node that the box's data directory names, as the origin knows it. */
async function memberOf({ box }: StepContext, { nodes }: OriginSide, signal: AbortSignal): Promise<Node | undefined> {
  const joined = await readJoinedNode(box, signal)
  return joined === null ? undefined : nodes.find(joined.id)
}

async function welcome(
  context: StepContext,
  origin: OriginSide,
  { id, name, version }: Node,
  signal: AbortSignal,
): Promise<void> {
  const { notes } = context
  // An undo evicts it only where this run brought it in.
  if (notes.get('join.node_id') === undefined) notes.set('join.was_member', notes.get('join.token_id') === undefined)
  notes.set('join.node_id', id)
  context.isNode(id, name)
  if (version !== null) context.versions({ to: version })
  await takeBackToken(context, origin, signal)
}
