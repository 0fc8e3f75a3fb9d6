import { posix } from 'node:path'

/** Name of the container of a node; a box has one. */
export const CONTAINER_NAME = 'headwater-node'

/** On the box; root's. What the node is told is in it, and nothing that it writes. */
export const CONFIG_DIR = '/etc/headwater-node'
/** On the box; the node's user's. Identity and kept state. */
export const DATA_DIR = '/var/lib/headwater-node'
/** Where {@link DATA_DIR} is inside the container; the image knows it by itself. */
export const DATA_DIR_INSIDE = '/var/lib/headwater'

export const SETTINGS_FILE = posix.join(CONFIG_DIR, 'headwater.yaml')
export const TOKEN_FILE = posix.join(CONFIG_DIR, 'token')
/** What was brought to the box by whichever run, for the one that takes it all away again. */
export const BROUGHT_FILE = posix.join(CONFIG_DIR, 'brought.json')

/** The user that the image runs as; no person of a box has it. */
const NODE_UID = 10_001
/** Below this a port is root's. */
const FIRST_FREE_PORT = 1_024

/** Which ports a node listens on. */
export interface NodePorts {
  readonly rtmp_port: number
  readonly media_port: number
}

/** Whether one of its ports may be opened with a capability only. */
export function needsLowPort({ rtmp_port, media_port }: NodePorts): boolean {
  return Math.min(rtmp_port, media_port) < FIRST_FREE_PORT
}

/**
 * Whom the node runs as. A capability that a container adds counts for root alone, so a port below 1024 takes root, without any other
 * capability; its files are then root's as well, because without CAP_DAC_OVERRIDE root reads its own only.
 */
export function nodeUid(ports: NodePorts): number {
  return needsLowPort(ports) ? 0 : NODE_UID
}
