import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import type { Box } from '../box.ts'
import { CONFIG_DIR } from './node-place.ts'

/** Where a node without Docker has its program: what the archive of an origin holds; install.sh knows the same places. */
export const PROGRAM_DIR = '/opt/headwater-node'
export const PROGRAM = posix.join(PROGRAM_DIR, 'bin/headwater-node')
export const UNIT = 'headwater-node.service'
export const UNIT_FILE = posix.join('/etc/systemd/system', UNIT)
/** Lets the service open ports below 1024. */
export const DROP_IN = `${UNIT_FILE}.d/ports.conf`
export const SERVICE_USER = 'headwater'
/** What is installed, as `name=value`; install.sh writes the same one. Root's; no secret is in it. */
export const MARKER_FILE = posix.join(CONFIG_DIR, 'installed')

/** What {@link MARKER_FILE} tells. */
export type Marked = 'form' | 'version' | 'sha256' | 'user_created' | 'spec'

/** What the last run, or install.sh, noted on the box; empty where there is no service. */
export async function readMarker(box: Box, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await box.runAsRoot(`cat ${MARKER_FILE} 2>/dev/null || :`, {}, signal)
  return new Map(stdout.split('\n').flatMap((line) => (line.includes('=') ? [splitLine(line)] : [])))
}

/** The whole of {@link MARKER_FILE} with some lines anew; what else stands there stays as it is. */
export function markerText(before: ReadonlyMap<string, string>, values: Partial<Record<Marked, string>>): string {
  return [...new Map([...before, ...Object.entries(values)])].map(([name, value]) => `${name}=${value}\n`).join('')
}

/** What a service runs with, as `spec` in {@link MARKER_FILE}. @param sha256 of the archive @param settings text of headwater.yaml */
export function serviceSpec(sha256: string, settings: string): string {
  return createHash('sha256').update(`${sha256}\0${settings}`).digest('hex')
}

/** What the unit gets beside it; empty: nothing. Ports below 1024 are root's: the one capability for them, which counts outside of a user namespace alone. */
export function dropInText(low_ports: boolean): string {
  if (!low_ports) return ''
  return '[Service]\nPrivateUsers=no\nCapabilityBoundingSet=CAP_NET_BIND_SERVICE\nAmbientCapabilities=CAP_NET_BIND_SERVICE\n'
}

function splitLine(line: string): [string, string] {
  const at = line.indexOf('=')
  return [line.slice(0, at), line.slice(at + 1)]
}

/** Lines of a script that note something there; values are words without spaces. */
export function markLines(values: Partial<Record<Marked, string>>): string {
  return Object.entries(values)
    .map(
      ([name, value]) =>
        `{ grep -v '^${name}=' ${MARKER_FILE} 2>/dev/null || :; echo '${name}=${value}'; } > ${MARKER_FILE}.new; mv ${MARKER_FILE}.new ${MARKER_FILE}`,
    )
    .join('\n')
}
