import type { QuicStream } from 'node:quic'
import type { z } from 'zod'
import { RELAY_CONTROL_MAX_BYTES, RELAY_CONTROL_TAG } from '#contract/relay-protocol.ts'
import { FlvDemuxer } from '../../protocols/flv/to-stream.ts'
import { RelayProtocolError, readControl } from '../relay-wire.ts'

/** Reads control tags as they come; anything else is an error of the other side. */
export function controlReader(onMessage: (body: Buffer) => void): FlvDemuxer {
  return new FlvDemuxer({
    header: 'none',
    max_tag_bytes: RELAY_CONTROL_MAX_BYTES,
    onUnit: () => {
      throw new RelayProtocolError('media came where only control messages may')
    },
    onTag: (type, body) => {
      if (type !== RELAY_CONTROL_TAG) throw new RelayProtocolError(`a tag of type ${type} is none of ours`)
      onMessage(body)
    },
  })
}

/**
 * The one message on a unidirectional stream.
 * @throws {RelayProtocolError} another message, or none
 */
export async function readOnlyMessage<Schema extends z.ZodType>(
  stream: QuicStream,
  schema: Schema,
): Promise<z.infer<Schema>> {
  let message: { readonly it: z.infer<Schema> } | null = null
  const reader = controlReader((body) => {
    message ??= { it: readControl(schema, body) }
  })
  for await (const chunks of stream) {
    for (const chunk of chunks) reader.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    if (message !== null) return (message as { readonly it: z.infer<Schema> }).it
  }
  throw new RelayProtocolError('a stream ended before its message')
}
