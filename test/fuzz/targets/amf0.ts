import { AmfError, type AmfValue } from '../../../node-runtime/protocols/flv/amf-value.ts'
import { decodeAmf, encodeAmf } from '../../../node-runtime/protocols/flv/amf0.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { isTree } from '../is-tree.ts'
import { expectSame } from '../pieces.ts'

const words = ['onMetaData', 'width', 'videocodecid', 'encoder', '__proto__', 'app', '']

/** Types of a value and of what it holds, in few words. */
function shapeOf(value: AmfValue, depth = 0): string {
  if (value instanceof Map)
    return `{${depth > 1 ? '' : [...value.values()].slice(0, 1).map((item) => shapeOf(item, depth + 1))}}`
  if (Array.isArray(value)) {
    const items: readonly AmfValue[] = value
    return `[${depth > 1 ? '' : items.slice(0, 1).map((item) => shapeOf(item, depth + 1))}]`
  }
  return value === null ? 'null' : (typeof value).slice(0, 3)
}

/** AMF0, as commands and metadata carry it. */
export const amf0: FuzzTarget = {
  name: 'amf0',
  covers: ['/flv/amf', '/rtmp/amf'],
  max_bytes: 2_048,
  dictionary: [
    ...Array.from({ length: 18 }, (_, type) => Buffer.from([type])),
    Buffer.from([0, 0, 9]),
    Buffer.from([3, 0, 1, 0x61]),
    Buffer.from([10, 0, 0, 0, 1]),
    Buffer.from([8, 0xff, 0xff, 0xff, 0xff]),
    Buffer.from([12, 0, 0, 0, 1, 0x61]),
    ...words.map((word) => Buffer.concat([Buffer.from([0, word.length]), Buffer.from(word)])),
  ],
  seeds: [
    encodeAmf('connect', 1, { app: 'live', tcUrl: 'rtmp://localhost/live', fpad: false, audioCodecs: 4071 }),
    encodeAmf(
      'onMetaData',
      new Map<string, AmfValue>([
        ['width', 1280],
        ['keyframes', [0, 2.5, Number.NaN]],
        ['x', undefined],
      ]),
    ),
    encodeAmf('a'.repeat(300), [null, true, [[]]], -0),
    // An ECMA array whose count is wrong, a date, a reference, a typed object, XML and a long string.
    Buffer.from('0800000003000161020001620000090b40f00000000000000000', 'hex'),
    Buffer.from('10000143000161050000090f000000023c3e0700010c0000000161', 'hex'),
  ],
  check(input) {
    let values: readonly AmfValue[]
    try {
      values = decodeAmf(input)
    } catch (error) {
      if (error instanceof AmfError) return error.message.replaceAll(/\d+/g, '#')
      throw error
    }
    if (!isTree(values)) return 'shared'
    expectSame('encoded and decoded again', decodeAmf(encodeAmf(...values)), values)
    return `${values.slice(0, 2).map((value) => shapeOf(value))}`
  },
}
