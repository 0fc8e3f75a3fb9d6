import { createSocket } from 'node:dgram'
import { connect } from 'node:net'

/** The least that QUIC's first packets carry (RFC 9000 section 14.1), in bytes: what is too long for the way does not arrive. */
const DATAGRAM_BYTES = 1_200
/** When a datagram is sent again, in ms after the first: any one may be lost. */
const AGAIN_AFTER_MS = [0, 100, 300, 700, 1_300]

/** An address that was looked up. */
export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

/** Connects, and waits for the word. False: nobody answered, or somebody else. It does not fail. */
export function connectsTo({ address }: Address, port: number, word: string, ended: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host: address, port, noDelay: true })
  let said = ''
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    said = (said + text).slice(0, word.length)
    if (said === word) resolve(true)
  })
  socket.on('error', () => resolve(false))
  socket.on('close', () => resolve(false))
  return settled(promise, ended, () => socket.destroy())
}

/** Sends the word in datagrams as long as QUIC's, and waits for one back. False: none came. It does not fail. */
export function exchangesWith(
  { address, family }: Address,
  port: number,
  word: string,
  ended: AbortSignal,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4')
  const datagram = Buffer.alloc(DATAGRAM_BYTES)
  datagram.write(word, 'latin1')
  socket.on('message', (answer) => {
    if (answer.toString('latin1') === word) resolve(true)
  })
  // A port that is closed says so (ICMP), which is no more than a datagram that was lost.
  socket.on('error', () => undefined)
  const timers = AGAIN_AFTER_MS.map((after_ms) =>
    setTimeout(() => socket.send(datagram, port, address, () => undefined), after_ms),
  )
  return settled(promise, ended, () => {
    for (const timer of timers) clearTimeout(timer)
    socket.close()
  })
}

/** What it came to, or false at the end; whatever was opened for it is closed. */
async function settled(promise: Promise<boolean>, ended: AbortSignal, close: () => void): Promise<boolean> {
  const over = Promise.withResolvers<boolean>()
  const end = () => over.resolve(false)
  ended.addEventListener('abort', end, { once: true })
  if (ended.aborted) end()
  try {
    return await Promise.race([promise, over.promise])
  } finally {
    ended.removeEventListener('abort', end)
    close()
  }
}
