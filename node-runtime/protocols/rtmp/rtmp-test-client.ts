import type { AmfValue } from '../flv/amf-value.ts'
import { type AmfWritable, decodeAmf, encodeAmf } from '../flv/amf0.ts'
import { type BareClient, dial, until } from '../protocol-fixtures.ts'
import { ChunkReader, type RtmpMessage } from './chunk-reader.ts'
import { HANDSHAKE_BYTES, plainClientHello } from './handshake.ts'
import { MESSAGE, message } from './wire.ts'

/** A command in chunks of 128 bytes, as a client sends it before it announced a size. */
export const commandOn = (message_stream: number, ...values: readonly AmfWritable[]): Buffer =>
  message(3, MESSAGE.command, message_stream, 0, encodeAmf(...values), 128)

/** A connection behind its handshake. */
export async function shakeHands(port: number): Promise<BareClient> {
  const client = await dial(port)
  client.socket.write(Buffer.concat([plainClientHello(), Buffer.alloc(HANDSHAKE_BYTES)]))
  await until('the handshake is answered', () => client.received().length >= 1 + 2 * HANDSHAKE_BYTES)
  return client
}

/** Every whole message that came so far. */
export function messagesOf(client: BareClient): RtmpMessage[] {
  const messages: RtmpMessage[] = []
  new ChunkReader((received) => messages.push(received)).push(client.received().subarray(1 + 2 * HANDSHAKE_BYTES))
  return messages
}

/** Every command that came so far: its message stream, its name, and what it says. */
export function commandsOf(client: BareClient): readonly (readonly [number, ...AmfValue[]])[] {
  const commands = messagesOf(client).filter(({ type }) => type === MESSAGE.command)
  return commands.map(({ message_stream, body }) => [message_stream, ...decodeAmf(body)] as const)
}

/** The codes of every `onStatus` so far, with their message streams: `1 NetStream.Play.Start`. */
export function statusesOf(client: BareClient): string[] {
  return commandsOf(client).flatMap(([on, name, , , information]) => {
    if (name !== 'onStatus' || !(information instanceof Map)) return []
    return [`${on} ${String(information.get('code'))}`]
  })
}
