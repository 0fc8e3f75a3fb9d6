import type { NewActivity } from '../store/activity-log.ts'
import type { RollingNote, StoredRun } from './rolling-machine.ts'

/** What people call a run by what is done to its nodes. */
export const rollingName = ({ settings }: Pick<StoredRun, 'settings'>): string =>
  settings.work === 'upgrade' ? 'rolling upgrade' : 'rolling drain'

/** With one full stop at its end. */
const sentence = (text: string | null) => `${(text ?? '').replace(/\.$/, '')}.`

/** What the activity log says of a run; every line names the run, and its node where it is about one. */
export function rollingActivity(run: StoredRun, { of, step, by, text }: RollingNote): NewActivity {
  const name = step?.node_name ?? ''
  const what = rollingName(run)
  const What = `R${what.slice(1)}`
  const line = (severity: NewActivity['severity'], message: string, actor = by ?? 'origin'): NewActivity => ({
    type: `rolling_drain.${of}`,
    severity,
    actor,
    node_id: step?.node_id ?? null,
    stream_path: null,
    message,
    data: {
      rolling_drain_id: run.id,
      created_by: run.created_by,
      reason: run.settings.reason,
      ...(text === null ? {} : { cause: text }),
    },
  })
  switch (of) {
    case 'node_began': {
      const place = run.steps.findIndex(({ node_id }) => node_id === step?.node_id) + 1
      return line('info', `${What}: ${name} is next (${place} of ${run.steps.length}) and takes no new work.`)
    }
    case 'node_drained': {
      const waits = run.settings.work === 'upgrade' ? 'It is upgraded now.' : 'It waits to be resumed.'
      const then = step?.resumes_at === null || step === null ? waits : 'It takes work again in a moment.'
      return line('info', `${What}: ${name} is drained. ${then}`)
    }
    case 'node_resumed':
      return line('info', `${What}: ${name} was resumed and is waited for.`)
    case 'node_done':
      return line('info', `${What}: ${name} is done.`)
    case 'node_failed':
      return line('warning', `${What}: ${name} failed: ${sentence(text)}`)
    case 'node_skipped':
      return line('info', `${What}: ${name} is left out: ${sentence(text)}`)
    case 'waiting':
      return line('warning', `A ${what} waits. ${text}`)
    case 'paused':
      return line(
        by === null ? 'warning' : 'info',
        by === null ? `A ${what} is paused until somebody looks. ${sentence(text)}` : `A ${what} is paused.`,
      )
    case 'resumed':
      return line('info', `A ${what} goes on.`)
    case 'cancelled':
      return line('info', `A ${what} is cancelled.`)
    case 'ended':
      return ended(run, line)
    default:
      return of satisfies never
  }
}

function ended(run: StoredRun, line: (severity: NewActivity['severity'], message: string) => NewActivity): NewActivity {
  const done = run.steps.filter(({ phase }) => phase === 'done').length
  const what = rollingName(run)
  const so_far = `${done} of ${run.steps.length} nodes were ${run.settings.work === 'upgrade' ? 'upgraded' : 'drained'}`
  if (run.state === 'done') return line('info', `A ${what} is over: ${so_far}.`)
  if (run.state === 'cancelled') return line('info', `A cancelled ${what} is over: ${so_far}.`)
  return line('error', `A ${what} has failed: ${so_far}. ${run.note ?? ''}`.trim())
}

/** The line that a run begins with. */
export function startedActivity(run: StoredRun): NewActivity {
  const { at_once, reason } = run.settings
  const why = reason === null ? '' : `: ${reason}`
  return {
    type: 'rolling_drain.started',
    severity: 'info',
    actor: run.created_by,
    node_id: null,
    stream_path: null,
    message: `A ${rollingName(run)} of ${run.steps.length} nodes begins, ${at_once} at a time${why}.`,
    data: { rolling_drain_id: run.id, nodes: run.steps.map(({ node_name }) => node_name), settings: run.settings },
  }
}
