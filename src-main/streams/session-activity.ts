import type { Node } from '#contract/node.ts'
import type { StreamSession } from '#contract/stream.ts'
import type { NewActivity } from '../store/activity-log.ts'

/** What happened to a session, for the activity log. */
export type SessionFate = 'started' | 'ended' | 'interrupted' | 'taken_up' | 'taken_over' | 'refused' | 'end_requested'

const types = {
  started: ['session.started', 'info'],
  ended: ['session.ended', 'info'],
  interrupted: ['session.interrupted', 'warning'],
  taken_up: ['session.taken_up', 'info'],
  taken_over: ['session.taken_over', 'warning'],
  refused: ['session.refused', 'warning'],
  end_requested: ['session.end_requested', 'info'],
} as const satisfies Record<SessionFate, readonly [string, NewActivity['severity']]>

/** A line of the activity log about one publication. */
export function sessionActivity(
  fate: SessionFate,
  session: StreamSession,
  node: Node | undefined,
  options: { readonly actor?: string; readonly reason?: string | null } = {},
): NewActivity {
  const [type, severity] = types[fate]
  const where = node?.name ?? session.publish_node_id
  const because = options.reason ? `: ${options.reason}` : ''
  const sentence = {
    started: `${session.stream_path} is being published to node ${where} by ${session.protocol.toUpperCase()}`,
    ended: `${session.stream_path} ended on node ${where}${because}`,
    interrupted: `${session.stream_path} was interrupted${because}`,
    taken_up: `The publisher of ${session.stream_path} is back on node ${where}`,
    taken_over: `${session.stream_path} was taken over by another publisher on node ${where}${because}`,
    refused: `A second publisher of ${session.stream_path} on node ${where} is ended${because}`,
    end_requested: `${session.stream_path} is being ended on node ${where}${because}`,
  }[fate]
  return {
    type,
    severity,
    actor: options.actor ?? `node:${session.publish_node_id}`,
    node_id: session.publish_node_id,
    stream_path: session.stream_path,
    message: `${sentence}.`,
    data: {
      session_id: session.id,
      started_at: session.started_at,
      protocol: session.protocol,
      reason: options.reason ?? null,
    },
  }
}
