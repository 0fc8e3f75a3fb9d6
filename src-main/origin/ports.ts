import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import { portSchema } from '#contract/ids.ts'
import { OriginError } from './origin-error.ts'

const lastPortsSchema = z.object({
  port: portSchema.or(z.literal(0)).optional(),
  rtmp_port: portSchema.or(z.literal(0)).optional(),
  media_port: portSchema.or(z.literal(0)).optional(),
  /** Where the panel was before, the latest first. */
  earlier_ports: z.array(portSchema).optional(),
})
/** Ports that the origin and its node listened on last, or are to; 0: any. */
export type LastPorts = z.infer<typeof lastPortsSchema>

const FILE = 'last-ports.json'

/** What was remembered; nothing where there is nothing, or nothing readable. */
export function readLastPorts(data_dir: string): LastPorts {
  try {
    return lastPortsSchema.parse(JSON.parse(readFileSync(join(data_dir, FILE), 'utf8')))
  } catch {
    // The memory of ports is a comfort: without it another free port is taken.
    return {}
  }
}

/** So many ports of before are remembered. */
const EARLIER_PORTS = 4

/** Where panels were before that are at `port` now, the latest first. */
export function earlierPorts({ port: last, earlier_ports = [] }: LastPorts, port: number): number[] {
  const before = new Set([last ?? 0, ...earlier_ports])
  before.delete(0)
  before.delete(port)
  return [...before].slice(0, EARLIER_PORTS)
}

/** Remembers ports, so that a port of 0 is the same one next time: bookmarks, encoders and nodes find it again. */
export function rememberPorts(data_dir: string, ports: LastPorts): void {
  writeFileSync(join(data_dir, FILE), `${JSON.stringify({ ...readLastPorts(data_dir), ...ports })}\n`, { mode: 0o600 })
}

/**
 * The port to listen on: the configured one, or for 0 the last one if it is free, else 0.
 * @throws {OriginError} where the configured one cannot be listened on; names the port and its flag
 */
export async function choosePort(
  wish: { readonly host: string; readonly port: number; readonly flag: string; readonly what: string },
  last: number | undefined,
): Promise<number> {
  const { host, port, flag, what } = wish
  if (port === 0) return last !== undefined && (await listenFailure(host, last)) === null ? last : 0
  const failure = await listenFailure(host, port)
  if (failure === null) return port
  throw portError(failure, { host, port, flag, what })
}

/** Why a program cannot listen there, in words and with what to do. */
export function portError(
  code: string,
  {
    host,
    port,
    flag,
    what,
  }: { readonly host: string; readonly port: number; readonly flag: string; readonly what: string },
): OriginError {
  if (code === 'EADDRINUSE') {
    const message = `Port ${port}, which ${what} would listen on, is already in use by another program.`
    return new OriginError(
      'port_unavailable',
      message,
      `Stop that program, or take another port with ${flag} (0: any free one).`,
    )
  }
  if (code === 'EACCES') {
    const message = `This user may not listen on port ${port}, which ${what} would use.`
    return new OriginError('port_unavailable', message, `Take a port above 1023 with ${flag}.`)
  }
  const message = `${host}:${port} cannot be listened on for ${what}: ${code}.`
  return new OriginError('host_unavailable', message, 'Name an address of this machine, 127.0.0.1 or 0.0.0.0.')
}

/** The error code with which listening there fails; null: it can be listened on. */
function listenFailure(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)))
  })
}
