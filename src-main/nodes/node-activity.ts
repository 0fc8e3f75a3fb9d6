import { type NodeMode, type NodeModeValue, roleWork } from '#contract/node.ts'
import type { NewActivity } from '../store/activity-log.ts'
import type { LivenessEffect } from './node-liveness.ts'
import type { ModeCause, ModeEffect } from './node-mode.ts'
import type { StoredNode } from './node-record.ts'

type Entered = Extract<LivenessEffect, { kind: 'entered' }>

/** What the activity log says of a change of liveness; null where it is not worth a line for good. */
export function livenessActivity(
  node: StoredNode,
  change: Entered,
  facts: { readonly epoch: number; readonly last_seen_at: string | null; readonly restarted: boolean },
): NewActivity | null {
  const { from, to, cause } = change
  const entry = (type: NewActivity['type'], severity: NewActivity['severity'], message: string): NewActivity => ({
    type,
    severity,
    actor: 'origin',
    node_id: node.id,
    stream_path: null,
    message,
    data: { from, to, cause, epoch: facts.epoch, last_seen_at: facts.last_seen_at },
  })
  switch (to) {
    case 'alive':
      if (cause === 'trusted') return entry('node.recovered', 'info', `Node ${node.name} is taken as steady again.`)
      if (from !== 'joining') return entry('node.recovered', 'info', `Node ${node.name} is back.`)
      // A node that only dialled again because the origin restarted did not join anew.
      return facts.restarted ? entry('node.joined', 'info', `Node ${node.name} has started and joined.`) : null
    case 'suspect': {
      if (cause === 'heartbeat') {
        return entry('node.held', 'warning', `Node ${node.name} is back, and held as suspect until it has been steady.`)
      }
      const why = cause === 'channel_dropped' ? 'its control channel was cut' : 'it missed heartbeats'
      return entry('node.suspected', 'warning', `Node ${node.name} is suspect: ${why}. Its media goes on meanwhile.`)
    }
    case 'offline': {
      const seen = facts.last_seen_at === null ? 'it never reported' : `last heard from at ${facts.last_seen_at}`
      const text = `Node ${node.name} is offline, ${seen}. Check the machine and its network.`
      return entry('node.went_offline', facts.last_seen_at === null ? 'warning' : 'error', text)
    }
    case 'left':
      return entry('node.left', 'info', `Node ${node.name} has stopped on purpose.`)
    case 'joining':
      return null
    default:
      return to satisfies never
  }
}

const modeWords: Record<NodeModeValue, string> = {
  normal: 'takes new work again',
  draining: 'takes no new work; what it carries goes on until it ends',
  maintenance: 'is in maintenance and carries nothing',
}

const modeCauses: Record<ModeCause, string> = {
  operator: '',
  deadline: ', because the deadline of its drain has come',
  drained: ', because it is drained',
  expired: ', because the time for which it was out is over',
}

/** What the activity log says of what came of steering a node: a line or none. @param node with the new mode */
export function activityOf(node: StoredNode, effect: ModeEffect, actor: string): NewActivity[] {
  switch (effect.kind) {
    case 'changed':
      return [modeActivity(node, effect, node.mode, actor)]
    case 'drained': {
      const message = `Node ${node.name} is drained: it carries no publisher, viewer or relay any more.`
      return [nodeActivity(node, 'node.drained', 'info', 'origin', message)]
    }
    case 'overdue': {
      const message = `The deadline of the drain of node ${node.name} has come, and it still carries something. It waits on.`
      return [nodeActivity(node, 'node.drain_overdue', 'warning', 'origin', message)]
    }
    case 'retire':
      return [leftActivity(node, 'retired', 'origin')]
    case 'end_remaining':
    case 'refused':
      return []
    default:
      return effect satisfies never
  }
}

/** What it says of a node that is no member any more. */
export function leftActivity(
  node: Pick<StoredNode, 'id' | 'name'>,
  how: 'evicted' | 'retired',
  actor: string,
  reason: string | null = null,
): NewActivity {
  const what = how === 'evicted' ? 'was evicted' : 'was drained and has left the cluster'
  const message = `Node ${node.name} ${what}. It comes back only with a new enrollment token.`
  const severity = how === 'evicted' ? 'warning' : 'info'
  return nodeActivity(node, `node.${how}`, severity, actor, message, reason === null ? {} : { reason })
}

/** What the activity log says of a change of mode. */
function modeActivity(
  node: StoredNode,
  change: { readonly from: NodeModeValue; readonly to: NodeModeValue; readonly cause: ModeCause },
  mode: NodeMode,
  actor: string,
): NewActivity {
  const because = modeCauses[change.cause]
  const { closed_roles: closed = [] } = mode
  return {
    type: 'node.mode_changed',
    severity: 'info',
    actor,
    node_id: node.id,
    stream_path: null,
    message: `Node ${node.name} ${closed.length === 0 ? modeWords[change.to] : `takes no new ${closed.map((role) => roleWork[role]).join(' and no new ')}; what it has of them goes on`}${because}.`,
    data: {
      ...change,
      reason: mode.reason,
      deadline_at: mode.deadline_at,
      after_drain: mode.after_drain,
      ...(closed.length === 0 ? {} : { closed_roles: closed }),
      ...(mode.expires_at == null ? {} : { expires_at: mode.expires_at }),
      revision: mode.revision,
    },
  }
}

/** A line of the activity log about one node. */
export function nodeActivity(
  node: Pick<StoredNode, 'id'>,
  type: NewActivity['type'],
  severity: NewActivity['severity'],
  actor: string,
  message: string,
  data: Record<string, unknown> = {},
): NewActivity {
  return { type, severity, actor, node_id: node.id, stream_path: null, message, data }
}
