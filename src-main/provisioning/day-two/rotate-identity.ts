import { say } from '#contract/sentence.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { lastLines } from '../steps/box-command.ts'
import { isAlive } from '../steps/joined-node.ts'
import { drained, drainStep, resumeStep } from './drain-step.ts'
import { memberOf, nodeOnBox } from './found-node.ts'
import { programScript, startScript } from './node-forms.ts'
import { notBack } from './restart.ts'
import { untilBack } from './until-back.ts'

const TOKEN_TTL_MS = 10 * 60_000
const TIMEOUT_MS = 60_000

/** Another key and certificate under the same node id: the old ones are worth nothing once the node has enrolled with the new ones. */
export function rotateSteps(origin: OriginSide): readonly Step[] {
  return [drainStep(origin, async () => null), rotateStep(origin), resumeStep(origin)]
}

function rotateStep(origin: OriginSide): Step {
  return {
    id: 'rotate',
    title: 'New key and certificate',
    interruptible: false,
    deadlines_ms: { apply: null },
    async check({ notes, ...rest }) {
      const node = memberOf({ notes, ...rest }, origin)
      const before = notes.get('rotate.key')
      if (before !== undefined && before !== node.relay_fingerprint && isAlive(node)) {
        return { state: 'done', found: `${node.name} has another key.` }
      }
      return { state: 'to_do', found: `Its key is ${node.relay_fingerprint.slice(0, 16)}….` }
    },
    async apply(context, signal) {
      const { box, notes, log } = context
      const { form } = await nodeOnBox(context, signal)
      await drained(context, origin, signal)
      const { relay_fingerprint, epoch } = memberOf(context, origin)
      const before = notes.get('rotate.key') ?? relay_fingerprint
      notes.set('rotate.key', before)
      // Where the origin ended after the node had enrolled, it only has to come back.
      if (before === relay_fingerprint) await rejoin(context, origin, true, signal)
      log('The node has enrolled with a new key, and is started with it.')
      await box.runAsRoot(startScript[form], { timeout_ms: TIMEOUT_MS }, signal)
      const back = await untilBack(context, origin, Math.min(epoch, memberOf(context, origin).epoch), signal)
      if (typeof back === 'string') throw await notBack(context, origin, back, signal)
    },
    async verify(context) {
      const { name, relay_fingerprint } = memberOf(context, origin)
      return `${name} proves itself by ${relay_fingerprint.slice(0, 16)}…; the key of before is worth nothing.`
    },
  }
}

/** Has the running node enrol again, by a token that only it can use and that goes by standard input. @throws {StepError} rejoin_refused */
export async function rejoin(
  context: StepContext,
  origin: OriginSide,
  new_key: boolean,
  signal: AbortSignal,
  of: { readonly node_id: NonNullable<StepContext['node_id']>; readonly name: string } = memberNamed(context, origin),
  origin_url?: string,
): Promise<void> {
  const { box, actor, mask } = context
  const { form } = await nodeOnBox(context, signal)
  const { id, token } = origin.tokens.create({
    name: of.name,
    created_by: actor,
    ttl_ms: TOKEN_TTL_MS,
    node_id: of.node_id,
  })
  mask(token)
  try {
    const words = ['rejoin', '--origin', origin_url ?? (await dialled(context, origin, signal)), '--token-file', '-']
    const script = programScript(form, new_key ? [...words, '--new-key'] : words)
    const result = await box.runAsRoot(script, { stdin: `${token}\n`, timeout_ms: TIMEOUT_MS }, signal)
    // With a new key the node ends to be started with it, and may take the command in its container along once that has said so.
    if (result.exit_code === 0 || saysRejoined(result.stdout, of.node_id)) return
    throw new StepError(
      'rejoin_refused',
      say`The node of ${box.host} could not enrol anew: ${lastLines(result).at(-1) ?? '?'}`,
      say`Does it run (see its log), and can the box reach this origin? Nothing has changed on it.`,
      { output: lastLines(result) },
    )
  } finally {
    origin.tokens.revoke(id, actor)
  }
}

function saysRejoined(stdout: string, node_id: string): boolean {
  const line = stdout.split('\n').findLast((each) => each.startsWith('{'))
  try {
    return line !== undefined && JSON.parse(line).node_id === node_id
  } catch {
    return false
  }
}

function memberNamed(context: StepContext, origin: OriginSide) {
  const { id, name } = memberOf(context, origin)
  return { node_id: id, name }
}

/** Where the node reaches this origin: as it did until now. */
async function dialled(context: StepContext, origin: OriginSide, signal: AbortSignal): Promise<string> {
  return (await nodeOnBox(context, signal)).origin ?? origin.originUrl()
}
