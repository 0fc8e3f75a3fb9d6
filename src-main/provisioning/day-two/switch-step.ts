import { say } from '#contract/sentence.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { mustRunAsRoot } from '../steps/box-command.ts'
import { drained, fence, giveBack } from './drain-step.ts'
import { type FoundNode, memberOf, nodeOnBox } from './found-node.ts'
import { logScript, rollBackScript, switchScript } from './node-forms.ts'
import { untilBack } from './until-back.ts'

const SCRIPT_TIMEOUT_MS = 120_000
const LOG_LINES = 20

/** What a switch brings about. */
export interface Switching {
  /** For people, as the step's title. */
  readonly title: string
  /** For people: what is there then, `The new version`. */
  readonly what: string
  /** Why nothing has to be switched; null: it has to be. */
  settled(context: StepContext, found: FoundNode, signal: AbortSignal): Promise<string | null>
  /** Brings what is to serve beside what serves, which goes on. Done twice it does no more than once. */
  prepare(context: StepContext, found: FoundNode, signal: AbortSignal): Promise<void>
  /**
   * Says to the origin what it has to know of it, just before what serves is stopped, and the opposite before that is started again. Done twice it
   * does no more than once.
   */
  tell?(context: StepContext, way: 'forward' | 'back'): void
  /** Version that has to be seen then; null: any. */
  version(context: StepContext): string | null
}

/**
 * Stops what serves and starts what was brought beside it, as the same node with the same data. If its heartbeat is not back within a minute,
 * what served before is started again, by itself; if not even that comes back, the node stays fenced.
 */
export function switchStep(origin: OriginSide, of: Switching): Step {
  return {
    id: 'switch',
    title: of.title,
    interruptible: false,
    deadlines_ms: { apply: null },
    async check(context, signal) {
      const found = await nodeOnBox(context, signal)
      const not = await of.settled(context, found, signal)
      if (not === null || context.notes.get('switch.begun') === true)
        return { state: 'to_do', found: `${of.what} is brought beside the one that serves.` }
      return { state: 'done', found: not }
    },
    async apply(context, signal) {
      const { notes, log } = context
      const found = await nodeOnBox(context, signal)
      if (notes.get('switch.begun') !== true) {
        await of.prepare(context, found, signal)
        // At a second attempt it takes work again meanwhile.
        await drained(context, origin, signal)
        notes.set('switch.epoch', memberOf(context, origin).epoch)
        notes.set('switch.begun', true)
      }
      log('What serves is stopped, and what was brought beside it is started.')
      // Where the origin ended in the middle of going back, that is gone on with.
      const problem = notes.get('switch.problem') ?? (await switched(context, origin, of, found, signal))
      if (problem === null) {
        notes.set('switch.begun', false)
        return
      }
      notes.set('switch.problem', problem)
      log(`${of.what} is not good: ${problem}. What was there before is started again.`)
      throw await rolledBack(context, origin, of, found, problem, signal)
    },
    async verify(context) {
      const { name, version, endpoints } = memberOf(context, origin)
      if (version !== null) context.versions({ to: version })
      return `${name} is back at ${endpoints?.address ?? context.box.host}, version ${version ?? 'unknown'}.`
    },
    async undo(context, signal) {
      if (context.notes.get('switch.epoch') === undefined) return
      const { form } = await nodeOnBox(context, signal)
      of.tell?.(context, 'back')
      await runScript(context, rollBackScript(form), signal)
      context.notes.set('switch.begun', false)
    },
  }
}

/** @returns why it is not good; null: it is */
async function switched(
  context: StepContext,
  origin: OriginSide,
  { version: wanted, tell }: Switching,
  { form }: FoundNode,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    tell?.(context, 'forward')
    await runScript(context, switchScript(form), signal)
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof StepError)) throw error
    return `${error.message} ${String(error.details.output ?? '')}`.trim()
  }
  const back = await untilBack(context, origin, context.notes.get('switch.epoch') ?? 0, signal)
  if (typeof back === 'string') return back
  const version = wanted(context)
  return version === null || back.version === version ? null : `version ${back.version} came back, not ${version}`
}

/**
 * Starts what served before, and gives it work again once its heartbeat is back.
 * @returns what the step fails with
 */
export async function rolledBack(
  context: StepContext,
  origin: OriginSide,
  { what, tell }: Pick<Switching, 'what' | 'tell'>,
  { form }: Pick<FoundNode, 'form'>,
  problem: string,
  signal: AbortSignal,
): Promise<StepError> {
  const { box, log, notes } = context
  const { name, epoch } = memberOf(context, origin)
  const said = await box.runAsRoot(logScript(form, LOG_LINES), {}, signal)
  const output = said.stdout.split('\n').filter(Boolean).slice(-LOG_LINES)
  tell?.(context, 'back')
  await runScript(context, rollBackScript(form), signal)
  const back = await untilBack(context, origin, epoch, signal)
  notes.set('switch.begun', false)
  notes.set('switch.problem', null)
  if (typeof back !== 'string') {
    giveBack(context, origin)
    log(`${name} is back as it was before.`)
    return new StepError(
      'rolled_back',
      say`${what} did not prove itself on ${box.host}: ${problem}. What was there before serves again, and nothing else has changed.`,
      say`See below what it said. Mend that, then resume the run to try again; or cancel it.`,
      { output },
    )
  }
  fence(context, origin, `neither what was new nor what was before came back: ${back}`)
  return new StepError(
    'roll_back_failed',
    say`${what} did not prove itself on ${box.host} (${problem}), and what was there before did not come back either: ${back}. ${name} stays fenced: it gets no work.`,
    say`See on the box why it does not run, start it, and resume the node; or resume the run to try again.`,
    { output },
  )
}

async function runScript(context: StepContext, script: string, signal: AbortSignal): Promise<void> {
  const failure = {
    code: 'switch_failed' as const,
    message: say`The node of ${context.box.host} could not be stopped or started.`,
    hint: say`See below what the box said.`,
  }
  await mustRunAsRoot(context.box, script, failure, signal, { timeout_ms: SCRIPT_TIMEOUT_MS })
}
