import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { SIDECAR_MAX_LINE_BYTES, type SidecarWord, sidecarOrderSchema } from '#contract/quic-sidecar.ts'
import { Sidecar } from './sidecar.ts'

/** The program that a node runs on Bun to carry relays over QUIC; see contract/quic-sidecar.ts. Ends with its standard input. */

const say = (word: SidecarWord) => process.stdout.write(`${JSON.stringify(word)}\n`)
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

// The node ends it by closing its input, behind its own last words; a signal to the whole group is not for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
// `node:quic` rejects promises that nobody asked for; one bad connection must not end those of all others.
process.on('unhandledRejection', (error) => {
  say({ said: 'log', level: 'debug', event: 'relay.quic_rejection', message: messageOf(error) })
})
process.stdout.on('error', () => process.exit(0))

let sidecar: Sidecar | null = null
let socket_path = ''
for await (const line of createInterface({ input: process.stdin })) {
  const order = readOrder(line)
  if (order?.do === 'start' && sidecar === null) {
    sidecar = new Sidecar(order, say)
    socket_path = order.socket_path
    try {
      say({ said: 'listening', port: await sidecar.listen() })
    } catch (error) {
      say({ said: 'unavailable', reason: messageOf(error) })
      process.exit(1)
    }
  } else if (order?.do === 'dial' && sidecar !== null) {
    void sidecar.dial(order)
  } else if (order?.do === 'renew' && sidecar !== null) {
    sidecar.renew(order.vouched_pem)
  } else {
    say({
      said: 'log',
      level: 'warn',
      event: 'relay.bad_order',
      message: 'the QUIC sidecar was told what it does not know',
    })
  }
}
// A node that was killed leaves the folder of its socket behind.
if (socket_path !== '' && process.platform !== 'win32') rmSync(dirname(socket_path), { recursive: true, force: true })
process.exit(0)

/** Null: it is none. What it was is not told again, for it may hold a key. */
function readOrder(line: string) {
  if (line.length > SIDECAR_MAX_LINE_BYTES) return null
  try {
    return sidecarOrderSchema.parse(JSON.parse(line))
  } catch {
    return null
  }
}
