import { AmfBudget, AmfError, type AmfObject, type AmfValue } from './amf-value.ts'
import { Amf3Reader } from './amf3.ts'

/** Markers of AMF0 (Adobe's AMF 0 specification, 2007, 2.1). */
const NUMBER = 0
const BOOLEAN = 1
const STRING = 2
const OBJECT = 3
const NULL = 5
const UNDEFINED = 6
const REFERENCE = 7
const ECMA_ARRAY = 8
const OBJECT_END = 9
const STRICT_ARRAY = 10
const DATE = 11
const LONG_STRING = 12
const UNSUPPORTED = 13
const XML = 15
const TYPED_OBJECT = 16
const AVMPLUS = 17

/**
 * Reads one AMF0 value after the other: the values of FLV script tags and of RTMP commands. Bounded in depth, number of values, and by the bytes
 * given, because anybody can send it.
 */
export class AmfReader {
  readonly #bytes: Buffer
  readonly #budget = new AmfBudget()
  /** What a reference may point to: objects and arrays in the order in which they begin (2.9). Each is a value that was counted. */
  readonly #objects: AmfValue[] = []
  #at: number
  #met_amf3 = false

  constructor(bytes: Buffer, offset = 0) {
    this.#bytes = bytes
    this.#at = offset
  }

  get offset(): number {
    return this.#at
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** A value was AMF3 behind the avmplus marker: these bytes are not for readers of AMF0 alone. */
  get met_amf3(): boolean {
    return this.#met_amf3
  }

  /** @throws {AmfError} */
  next(depth = 0): AmfValue {
    this.#budget.take(depth)
    const type = this.#bytes.readUInt8(this.#take(1))
    switch (type) {
      case NUMBER:
        return this.#bytes.readDoubleBE(this.#take(8))
      case BOOLEAN:
        return this.#bytes.readUInt8(this.#take(1)) !== 0
      case STRING:
        return this.#string(this.#bytes.readUInt16BE(this.#take(2)))
      case LONG_STRING:
      case XML:
        return this.#string(this.#bytes.readUInt32BE(this.#take(4)))
      case OBJECT:
        return this.#object(depth)
      case TYPED_OBJECT:
        this.#string(this.#bytes.readUInt16BE(this.#take(2)))
        return this.#object(depth)
      case ECMA_ARRAY:
        // The count before the properties is a hint and often wrong; the end marker counts.
        this.#take(4)
        return this.#object(depth)
      case STRICT_ARRAY:
        return this.#array(depth)
      case DATE:
        // The time zone behind it is reserved and 0 (2.13).
        return this.#bytes.readDoubleBE(this.#take(10))
      case NULL:
        return null
      case UNDEFINED:
      case UNSUPPORTED:
        return undefined
      case REFERENCE:
        return this.#reference(this.#bytes.readUInt16BE(this.#take(2)))
      case AVMPLUS:
        return this.#amf3(depth)
      default:
        throw new AmfError(`AMF type ${type} is not known`)
    }
  }

  #take(size: number): number {
    const at = this.#at
    if (at + size > this.#bytes.length) throw new AmfError('the AMF value is cut off')
    this.#at = at + size
    return at
  }

  #string(size: number): string {
    const at = this.#take(size)
    return this.#bytes.toString('utf8', at, at + size)
  }

  #reference(index: number): AmfValue {
    if (index >= this.#objects.length) throw new AmfError('an AMF reference to an object that is none')
    return this.#objects[index]
  }

  /** One value in AMF3, with tables of its own (3.1). */
  #amf3(depth: number): AmfValue {
    this.#met_amf3 = true
    const reader = new Amf3Reader(this.#bytes, this.#at, this.#budget)
    const value = reader.next(depth)
    this.#at = reader.offset
    return value
  }

  #object(depth: number): AmfObject {
    const object = new Map<string, AmfValue>()
    this.#objects.push(object)
    for (;;) {
      // Some encoders leave the end marker of an array out at the end of the data.
      if (depth === 0 && this.done) return object
      const name = this.#string(this.#bytes.readUInt16BE(this.#take(2)))
      if (name === '' && this.#bytes[this.#at] === OBJECT_END) {
        this.#at++
        return object
      }
      object.set(name, this.next(depth + 1))
    }
  }

  #array(depth: number): AmfValue[] {
    const count = this.#bytes.readUInt32BE(this.#take(4))
    const array: AmfValue[] = []
    this.#objects.push(array)
    for (let index = 0; index < count; index++) array.push(this.next(depth + 1))
    return array
  }
}

/**
 * Every value of a message.
 * @throws {AmfError}
 */
export function decodeAmf(bytes: Buffer, offset = 0): AmfValue[] {
  const reader = new AmfReader(bytes, offset)
  const values: AmfValue[] = []
  while (!reader.done) values.push(reader.next())
  return values
}

/** What this node writes: a plain object stands for an AMF object. */
export type AmfWritable = AmfValue | { readonly [name: string]: AmfWritable }

/** The values as AMF0, one after the other. */
export function encodeAmf(...values: readonly AmfWritable[]): Buffer {
  return Buffer.concat(values.map(encodeValue))
}

function encodeValue(value: AmfWritable): Buffer {
  if (value === null) return Buffer.from([NULL])
  if (value === undefined) return Buffer.from([UNDEFINED])
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9)
    bytes.writeDoubleBE(value, 1)
    return bytes
  }
  if (typeof value === 'boolean') return Buffer.from([BOOLEAN, value ? 1 : 0])
  if (typeof value === 'string') return encodeString(value)
  if (Array.isArray(value)) {
    const head = Buffer.from([STRICT_ARRAY, 0, 0, 0, 0])
    head.writeUInt32BE(value.length, 1)
    return Buffer.concat([head, ...value.map((item: AmfValue) => encodeValue(item))])
  }
  const properties = value instanceof Map ? [...value.entries()] : Object.entries(value)
  const parts = properties.flatMap(([name, item]) => [encodeName(name), encodeValue(item)])
  return Buffer.concat([Buffer.from([OBJECT]), ...parts, Buffer.from([0, 0, OBJECT_END])])
}

function encodeString(text: string): Buffer {
  const bytes = Buffer.from(text)
  const long = bytes.length > 0xffff
  const head = Buffer.alloc(long ? 5 : 3)
  head[0] = long ? LONG_STRING : STRING
  if (long) head.writeUInt32BE(bytes.length, 1)
  else head.writeUInt16BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

function encodeName(name: string): Buffer {
  const bytes = Buffer.from(name).subarray(0, 0xffff)
  const head = Buffer.alloc(2)
  head.writeUInt16BE(bytes.length)
  return Buffer.concat([head, bytes])
}
