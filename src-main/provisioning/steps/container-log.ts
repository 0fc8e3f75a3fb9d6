import type Docker from 'dockerode'
import { orAborted } from '../ssh-command.ts'

const LINES = 20
const MAX_LINE = 500

/** The last lines of what a container wrote. @param docker the engine it runs on */
export async function lastContainerLines(docker: Docker, name: string, signal: AbortSignal): Promise<string[]> {
  const wish = { stdout: true, stderr: true, tail: LINES, follow: false } as const
  const raw: unknown = await orAborted(docker.getContainer(name).logs(wish), signal)
  const bytes = Buffer.isBuffer(raw) ? raw : Buffer.from(String(raw), 'latin1')
  return demultiplex(bytes)
    .split('\n')
    .map((line) => line.trimEnd().slice(0, MAX_LINE))
    .filter((line) => line !== '')
    .slice(-LINES)
}

/** Of a container without a terminal, both outputs come in frames: stream, three zeros, length, bytes (Docker API, "Attach to a container"). */
export function demultiplex(bytes: Buffer): string {
  const parts: Buffer[] = []
  let at = 0
  while (at + 8 <= bytes.length) {
    const length = bytes.readUInt32BE(at + 4)
    parts.push(bytes.subarray(at + 8, at + 8 + length))
    at += 8 + length
  }
  return Buffer.concat(parts).toString('utf8')
}
