import { AmfError, type AmfValue } from '../../../node-runtime/protocols/flv/amf-value.ts'
import { decodeAmf, encodeAmf } from '../../../node-runtime/protocols/flv/amf0.ts'
import { Amf3Reader } from '../../../node-runtime/protocols/flv/amf3.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { isTree } from '../is-tree.ts'
import { expectSame, roughly } from '../pieces.ts'

const words = ['app', 'tcUrl', 'onMetaData', 'flex.messaging.io.ArrayCollection', '']

function decodeAmf3(input: Buffer): readonly AmfValue[] {
  const reader = new Amf3Reader(input, 0)
  const values: AmfValue[] = []
  while (!reader.done) values.push(reader.next())
  return values
}

/** AMF3, as some clients send commands and metadata. */
export const amf3: FuzzTarget = {
  name: 'amf3',
  covers: ['/flv/amf'],
  max_bytes: 2_048,
  dictionary: [
    ...Array.from({ length: 18 }, (_, type) => Buffer.from([type])),
    Buffer.from([0x0a, 0x0b, 1]),
    Buffer.from([0x0a, 0x23, 3, 0x43, 3, 0x61, 3, 0x62]),
    Buffer.from([9, 3, 1, 3]),
    Buffer.from([4, 0xff, 0xff, 0xff, 0xff]),
    ...words.map((word) => Buffer.concat([Buffer.from([6, (word.length << 1) | 1]), Buffer.from(word)])),
  ],
  seeds: [
    Buffer.from([10, 0x0b, 1, 7, 0x61, 0x70, 0x70, 6, 9, 0x6c, 0x69, 0x76, 0x65, 1]),
    Buffer.from([9, 5, 1, 12, 7, 1, 2, 3, 3]),
    Buffer.from([10, 0x23, 3, 0x43, 3, 0x61, 3, 0x62, 3, 2, 10, 1, 2, 3]),
    Buffer.from([
      17, 3, 0, 6, 3, 0x6b, 3, 13, 5, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 2, 8, 1, 0x40, 0x8f, 0x40, 0, 0, 0, 0, 0,
    ]),
  ],
  check(input) {
    let values: readonly AmfValue[]
    try {
      values = decodeAmf3(input)
    } catch (error) {
      if (error instanceof AmfError) return error.message.replaceAll(/\d+|".*"/g, '#')
      throw error
    }
    if (!isTree(values)) return 'shared'
    expectSame('written as AMF0 and read again', decodeAmf(encodeAmf(...values)), values)
    return `${roughly(values.length)} ${values[0] instanceof Map ? 'map' : typeof values[0]}`
  },
}
