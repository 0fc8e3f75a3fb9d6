/**
 * AMF0 (Adobe's AMF 0 specification, 2007): the values of FLV script tags and of RTMP commands. Decoded with bounds, because
 * anybody can send it: depth, number of values, and the bytes given.
 */
export type AmfValue = number | string | boolean | null | undefined | AmfObject | readonly AmfValue[]

/** Properties in their order. A Map, so that no name (`__proto__`) means anything. */
export type AmfObject = ReadonlyMap<string, AmfValue>

/** Bytes that are no AMF0, or more of it than is taken. */
export class AmfError extends Error {
  readonly code = 'bad_amf'
  constructor(message: string) {
    super(message)
    this.name = 'AmfError'
  }
}

const MAX_DEPTH = 16
/** Metadata of recorded files lists the place of every keyframe, so this is not small. */
const MAX_VALUES = 65_536

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

/** Reads one value after the other. */
export class AmfReader {
  readonly #bytes: Buffer
  #at: number
  #values = 0

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

  /** @throws {AmfError} */
  next(depth = 0): AmfValue {
    if (depth > MAX_DEPTH) throw new AmfError(`AMF values nested deeper than ${MAX_DEPTH}`)
    if (++this.#values > MAX_VALUES) throw new AmfError(`more than ${MAX_VALUES} AMF values in one message`)
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
        return this.#bytes.readDoubleBE(this.#take(10))
      case NULL:
        return null
      case UNDEFINED:
      case UNSUPPORTED:
        return undefined
      case REFERENCE:
        this.#take(2)
        return undefined
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

  #object(depth: number): AmfObject {
    const object = new Map<string, AmfValue>()
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
