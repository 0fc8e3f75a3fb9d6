import type { z } from 'zod'
import { RELAY_CONTROL_MAX_BYTES, RELAY_CONTROL_TAG, type RelayMessage } from '#contract/relay-protocol.ts'
import { writeTag } from '../protocols/flv/wire.ts'

/** The other side of a relay said what the protocol does not allow. */
export class RelayProtocolError extends Error {
  readonly code = 'bad_relay_message'
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RelayProtocolError'
  }
}

/** A control message as the FLV tag that carries it (contract/relay-protocol.ts). */
export function writeControl(message: RelayMessage): Buffer {
  return writeTag(RELAY_CONTROL_TAG, 0, Buffer.from(JSON.stringify(message)))
}

/**
 * Reads the body of a control tag.
 * @throws {RelayProtocolError} too large, not JSON, or not what `schema` allows
 */
export function readControl<Schema extends z.ZodType>(schema: Schema, body: Buffer): z.infer<Schema> {
  if (body.length > RELAY_CONTROL_MAX_BYTES) {
    throw new RelayProtocolError(`a control message of ${body.length} bytes is over the limit`)
  }
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch (error) {
    throw new RelayProtocolError('a control message is no JSON', { cause: error })
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new RelayProtocolError(
      `a control message is wrong at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`,
    )
  }
  return parsed.data
}
