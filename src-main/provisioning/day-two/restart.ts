import { say } from '#contract/sentence.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { mustRunAsRoot } from '../steps/box-command.ts'
import { isAlive } from '../steps/joined-node.ts'
import { drained, drainStep, fence, resumeStep } from './drain-step.ts'
import { memberOf, nodeOnBox } from './found-node.ts'
import { logScript, restartScript } from './node-forms.ts'
import { untilBack } from './until-back.ts'

const LOG_LINES = 20

/** Starts the program again: after its viewers have moved, and it gets work again once its heartbeat is back. */
export function restartSteps(origin: OriginSide): readonly Step[] {
  return [drainStep(origin, async () => null), restartStep(origin), resumeStep(origin)]
}

function restartStep(origin: OriginSide): Step {
  return {
    id: 'restart',
    title: 'Restart',
    interruptible: false,
    deadlines_ms: { apply: null },
    async check(context, signal) {
      await nodeOnBox(context, signal)
      const node = memberOf(context, origin)
      const before = context.notes.get('restart.epoch')
      if (before !== undefined && isAlive(node) && node.epoch > before)
        return { state: 'done', found: `${node.name} was started again.` }
      return { state: 'to_do', found: `${node.name} is to be started again.` }
    },
    async apply(context, signal) {
      const { box, notes } = context
      const { form } = await nodeOnBox(context, signal)
      await drained(context, origin, signal)
      const before = memberOf(context, origin).epoch
      notes.set('restart.epoch', before)
      const failure = {
        code: 'restart_failed' as const,
        message: say`The node of ${box.host} could not be started again.`,
        hint: say`See below what the box said.`,
      }
      await mustRunAsRoot(box, restartScript[form], failure, signal, { timeout_ms: 60_000 })
      const back = await untilBack(context, origin, before, signal)
      if (typeof back !== 'string') return
      throw await notBack(context, origin, back, signal)
    },
    async verify(context) {
      const { name, epoch } = memberOf(context, origin)
      return `${name} is back (start ${epoch}).`
    },
  }
}

/** The node stays fenced, and the failure says why it is not back. */
export async function notBack(
  context: StepContext,
  origin: OriginSide,
  why: string,
  signal: AbortSignal,
): Promise<StepError> {
  const { box } = context
  const { form } = await nodeOnBox(context, signal)
  const said = await box.runAsRoot(logScript(form, LOG_LINES), {}, signal)
  fence(context, origin, why)
  return new StepError(
    'not_back',
    say`The node of ${box.host} is not back: ${why}. It stays fenced: it gets no work.`,
    say`See its log below, mend what it says, then resume the run.`,
    { output: said.stdout.split('\n').filter(Boolean).slice(-LOG_LINES) },
  )
}
