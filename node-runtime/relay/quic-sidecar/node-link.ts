import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { SidecarLinkHead } from '#contract/quic-sidecar.ts'

/** Time the node has to take a link, in ms. */
const LINK_TIMEOUT_MS = 5_000

/**
 * A connection to the node, for the bytes of one relay.
 * @throws when the node does not take it
 */
export async function openNodeLink(socket_path: string, head: SidecarLinkHead): Promise<Socket> {
  const socket = connect({ path: socket_path, allowHalfOpen: true })
  const late = setTimeout(() => socket.destroy(new Error('the node took no link')), LINK_TIMEOUT_MS)
  try {
    await once(socket, 'connect')
  } finally {
    clearTimeout(late)
  }
  socket.write(`${JSON.stringify(head)}\n`)
  return socket
}
