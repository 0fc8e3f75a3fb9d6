import type { NewActivity } from '../store/activity-log.ts'
import type { RollingNote, StoredRun } from './rolling-machine.ts'

/** What the activity log says of a run; every line names the run, and its node where it is about one. */
export function rollingActivity(run: StoredRun, { of, step, by, text }: RollingNote): NewActivity {
  const name = step?.node_name ?? ''
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
      return line('info', `Rolling drain: ${name} is next (${place} of ${run.steps.length}) and takes no new work.`)
    }
    case 'node_drained': {
      const waits = run.settings.work === 'upgrade' ? 'It is upgraded now.' : 'It waits to be resumed.'
      const then = step?.resumes_at === null || step === null ? waits : 'It takes work again in a moment.'
      return line('info', `Rolling drain: ${name} is drained. ${then}`)
    }
    case 'node_resumed':
      return line('info', `Rolling drain: ${name} was resumed and is waited for.`)
    case 'node_done':
      return line('info', `Rolling drain: ${name} is done.`)
    case 'node_failed':
      return line('warning', `Rolling drain: ${name} failed: ${text}.`)
    case 'node_skipped':
      return line('info', `Rolling drain: ${name} is left out: ${text}.`)
    case 'waiting':
      return line('warning', `A rolling drain waits. ${text}`)
    case 'paused':
      return line(
        by === null ? 'warning' : 'info',
        by === null ? `A rolling drain is paused until somebody looks. ${text}.` : 'A rolling drain is paused.',
      )
    case 'resumed':
      return line('info', 'A rolling drain goes on.')
    case 'cancelled':
      return line('info', 'A rolling drain is cancelled.')
    case 'ended':
      return ended(run, line)
    default:
      return of satisfies never
  }
}

function ended(run: StoredRun, line: (severity: NewActivity['severity'], message: string) => NewActivity): NewActivity {
  const done = run.steps.filter(({ phase }) => phase === 'done').length
  const so_far = `${done} of ${run.steps.length} nodes were drained`
  if (run.state === 'done') return line('info', `A rolling drain is over: ${so_far}.`)
  if (run.state === 'cancelled') return line('info', `A cancelled rolling drain is over: ${so_far}.`)
  return line('error', `A rolling drain has failed: ${so_far}. ${run.note ?? ''}`.trim())
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
    message: `A rolling drain of ${run.steps.length} nodes begins, ${at_once} at a time${why}.`,
    data: { rolling_drain_id: run.id, nodes: run.steps.map(({ node_name }) => node_name), settings: run.settings },
  }
}
