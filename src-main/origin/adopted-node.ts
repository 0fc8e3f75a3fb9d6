import type { NodeId } from '#contract/ids.ts'
import type { NodeStatus } from '#contract/local-control.ts'
import { askNode } from './node-control.ts'
import type { NodeExit } from './node-runtime-launcher.ts'
import { OriginError } from './origin-error.ts'
import { pause } from './waiting.ts'

/** The node beside the origin while it runs. */
export interface RunningNode {
  readonly node_id: NodeId
  readonly pid: number
  readonly rtmp_port: number
  readonly media_port: number
}

/** The running program behind it, whether this origin started it or found it. */
export interface HeldNode {
  readonly node: RunningNode
  readonly exited: Promise<NodeExit>
  terminate(): void
  kill(): void
}

/** What a node that is found running has to be to be kept. */
export interface WantedNode {
  readonly data_dir: string
  readonly version: string
  /** 0: any. */
  readonly rtmp_port: number
  readonly media_port: number
  /** Base URL of the origin from now on. */
  readonly origin_url: string
}

/** How long a node that cannot be kept may take to stop, and how often a process that is not our child is looked at, in ms. */
const STOP_TIMEOUT_MS = 5_000
const WATCH_INTERVAL_MS = 250

/**
 * Takes over the node that an earlier origin left running on this data directory, so that its viewers notice nothing.
 * One of another version, or on other ports than wanted, is asked to stop. Null where none is left.
 * @throws {OriginError} own_node_failed where one runs and does not answer
 */
export async function adoptNode(wanted: WantedNode): Promise<HeldNode | null> {
  const { data_dir, origin_url } = wanted
  const found = await askNode(data_dir, { do: 'status' })
  if (found.kind === 'nobody') return null
  if (found.kind !== 'answered') {
    throw new OriginError(
      'own_node_failed',
      `A node runs on ${data_dir} and cannot be spoken with: ${found.why}.`,
      'End that process, then start the origin again.',
    )
  }
  const { status } = found
  const node = fitting(status, wanted)
  if (node === null) {
    await askNode(data_dir, { do: 'stop' })
    const patience = AbortSignal.timeout(STOP_TIMEOUT_MS)
    await processEnd(status.pid, patience)
    if (patience.aborted) sendSignal(status.pid, 'SIGKILL')
    return null
  }
  // It waits longer and longer between its dials while nobody answers; this one is made at once.
  if (status.origin.url !== origin_url || !status.origin.connected)
    await askNode(data_dir, { do: 'use_origin', origin: origin_url })
  return {
    node,
    exited: processEnd(node.pid, new AbortController().signal),
    terminate: () => sendSignal(node.pid, 'SIGTERM'),
    kill: () => sendSignal(node.pid, 'SIGKILL'),
  }
}

function fitting(status: NodeStatus, wanted: WantedNode): RunningNode | null {
  const { node_id, pid, rtmp_port, media_port, state, version } = status
  if (state === 'stopping' || version !== wanted.version) return null
  if (node_id === null || rtmp_port === null || media_port === null) return null
  const fits = (want: number, is: number) => want === 0 || want === is
  if (!fits(wanted.rtmp_port, rtmp_port) || !fits(wanted.media_port, media_port)) return null
  return { node_id, pid, rtmp_port, media_port }
}

/** Resolves when a process that is not our child is gone, or when `signal` aborts. */
async function processEnd(pid: number, signal: AbortSignal): Promise<NodeExit> {
  while (!signal.aborted && sendSignal(pid, 0)) await pause(WATCH_INTERVAL_MS, signal)
  return { code: null, signal: null }
}

/** False: there is no such process. */
function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}
