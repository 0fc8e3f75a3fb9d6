import type { Packager } from '../../media/packager.ts'
import { flvPackager } from './from-stream.ts'

/** FIN and the opcode of a binary frame (RFC 6455 5.2). */
const BINARY = 0x82

/**
 * FLV in WebSocket messages: each group is one binary message. What a server sends is not masked, so the header of its frame
 * stands once in the shared group, and all viewers get the very same bytes.
 */
export const webSocketFlvPackager: Packager = {
  ...flvPackager,
  format: 'ws-flv',
  preamble(head) {
    const bytes = flvPackager.preamble(head)
    return Buffer.concat([binaryFrameHeader(bytes.length), bytes])
  },
  groupHeader: binaryFrameHeader,
}

/** The header of an unmasked binary frame that is a whole message of so many bytes (RFC 6455 5.2). */
export function binaryFrameHeader(bytes: number): Buffer {
  if (bytes < 126) return Buffer.from([BINARY, bytes])
  if (bytes < 65_536) return Buffer.from([BINARY, 126, bytes >> 8, bytes & 255])
  const header = Buffer.alloc(10)
  header[0] = BINARY
  header[1] = 127
  header.writeBigUInt64BE(BigInt(bytes), 2)
  return header
}
