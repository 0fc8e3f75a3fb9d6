import type { RunKind } from '#contract/provisioning-run.ts'
import type { NewActivity } from '../../store/activity-log.ts'
import type { StoredRun } from './stored-run.ts'

/** What a run does, as a sentence about it begins. */
const DOING: Readonly<Record<RunKind, string>> = {
  provision: 'Provisioning',
  adopt: 'Adopting',
  upgrade: 'Upgrading',
  reconfigure: 'Reconfiguring',
  restart: 'Restarting',
  rotate_identity: 'Rotating the identity of',
  diagnostics: 'Collecting diagnostics of',
  decommission: 'Decommissioning',
}

/** `Upgrading edge-1`, `Provisioning edge-2 on 10.0.0.12` */
export function runInWords({ kind, node_name, host }: Pick<StoredRun, 'kind' | 'node_name' | 'host'>): string {
  const what = node_name === null ? host : kind === 'provision' ? `${node_name} on ${host}` : node_name
  return `${DOING[kind]} ${what}`
}

const ENDS = {
  started: ['info', 'begins.'],
  resumed: ['info', 'goes on.'],
  waiting: ['warning', 'waits for somebody.'],
  succeeded: ['info', 'is done.'],
  failed: ['error', 'has failed.'],
  cancel_asked: ['info', 'is to be cancelled.'],
  cancelled: ['warning', 'is cancelled.'],
  undo_begun: ['warning', 'is taken back.'],
  undone: ['info', 'was taken back.'],
} as const

/** A line of the activity log about a run. @param text what else there is to say, a sentence */
export function runActivity(
  run: StoredRun,
  of: keyof typeof ENDS,
  actor: string,
  text: string | null = null,
): NewActivity {
  const [severity, end] = ENDS[of]
  return {
    type: `provisioning.${of}`,
    severity,
    actor,
    node_id: run.node_id,
    stream_path: null,
    message: `${runInWords(run)} ${end}${text === null ? '' : ` ${text}`}`,
    data: { run_id: run.id, kind: run.kind, host: run.host, port: run.port, user: run.user, asked_by: run.actor },
  }
}
