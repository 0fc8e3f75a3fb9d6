import { AmfBudget, AmfError, type AmfObject, type AmfValue } from './amf-value.ts'

/** Markers of AMF 3 (Adobe's AMF 3 specification, 2013, 3.1). */
const MARKER = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  integer: 4,
  double: 5,
  string: 6,
  xml_document: 7,
  date: 8,
  array: 9,
  object: 10,
  xml: 11,
  byte_array: 12,
  vector_int: 13,
  vector_uint: 14,
  vector_double: 15,
  vector_object: 16,
  dictionary: 17,
} as const

/** Externalizable classes that are written as the one value they wrap; the bytes of others cannot be told apart. */
const WRAPPERS = new Set(['flex.messaging.io.ArrayCollection', 'flex.messaging.io.ObjectProxy'])
/** Properties one class may have. */
const MAX_SEALED = 1024

/** What the objects of one class have in common (3.12). */
interface Traits {
  readonly name: string
  readonly externalizable: boolean
  readonly dynamic: boolean
  readonly sealed: readonly string[]
}

/**
 * Reads one AMF3 value after the other. Strings, objects and traits may refer to earlier ones; every entry of those tables is a value that was
 * counted, so the tables are bounded as the values are. Byte arrays are stepped over: nothing that is asked of a node has any.
 */
export class Amf3Reader {
  readonly #bytes: Buffer
  readonly #budget: AmfBudget
  readonly #strings: string[] = []
  readonly #objects: AmfValue[] = []
  readonly #traits: Traits[] = []
  #at: number

  constructor(bytes: Buffer, offset = 0, budget = new AmfBudget()) {
    this.#bytes = bytes
    this.#at = offset
    this.#budget = budget
  }

  get offset(): number {
    return this.#at
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** @throws {AmfError} */
  next(depth = 0): AmfValue {
    this.#budget.take(depth)
    const marker = this.#bytes.readUInt8(this.#take(1))
    switch (marker) {
      case MARKER.undefined:
        return undefined
      case MARKER.null:
        return null
      case MARKER.false:
        return false
      case MARKER.true:
        return true
      case MARKER.integer:
        // 29 bits with a sign.
        return (this.#u29() << 3) >> 3
      case MARKER.double:
        return this.#double()
      case MARKER.string:
        return this.#string()
      default:
        return this.#complex(marker, depth)
    }
  }

  /** Values that objects may refer to: each is in the table of objects, in the order in which it begins. */
  #complex(marker: number, depth: number): AmfValue {
    const head = this.#u29()
    if ((head & 1) === 0) {
      const at = head >> 1
      if (at >= this.#objects.length) throw new AmfError('an AMF3 reference to an object that is none')
      return this.#objects[at]
    }
    const size = head >> 1
    switch (marker) {
      case MARKER.xml_document:
      case MARKER.xml:
        return this.#keep(this.#text(size))
      case MARKER.date:
        return this.#keep(this.#double())
      case MARKER.byte_array:
        this.#take(size)
        return this.#keep(undefined)
      case MARKER.array:
        return this.#array(size, depth)
      case MARKER.object:
        return this.#object(head, depth)
      case MARKER.vector_int:
      case MARKER.vector_uint:
      case MARKER.vector_double:
        return this.#vector(marker, size, depth)
      case MARKER.vector_object:
        return this.#objectVector(size, depth)
      case MARKER.dictionary:
        return this.#dictionary(size, depth)
      default:
        throw new AmfError(`AMF3 type ${marker} is not known`)
    }
  }

  #keep<Value extends AmfValue>(value: Value): Value {
    this.#objects.push(value)
    return value
  }

  /** Dense values behind named ones (3.11); with names it is an object, whose dense values are called by their numbers. */
  #array(size: number, depth: number): AmfValue {
    const place = this.#objects.push(undefined) - 1
    const named = this.#named(depth)
    if (named.size > 0) {
      this.#objects[place] = named
      for (let index = 0; index < size; index++) named.set(String(index), this.next(depth + 1))
      return named
    }
    const array: AmfValue[] = []
    this.#objects[place] = array
    for (let index = 0; index < size; index++) array.push(this.next(depth + 1))
    return array
  }

  #object(head: number, depth: number): AmfValue {
    const place = this.#objects.push(undefined) - 1
    const traits = this.#traitsOf(head)
    if (traits.externalizable) {
      if (!WRAPPERS.has(traits.name)) throw new AmfError('an AMF3 object of a class that writes itself cannot be read')
      const wrapped = this.next(depth + 1)
      this.#objects[place] = wrapped
      return wrapped
    }
    const object = new Map<string, AmfValue>()
    this.#objects[place] = object
    for (const name of traits.sealed) object.set(name, this.next(depth + 1))
    if (traits.dynamic) for (const [name, value] of this.#named(depth)) object.set(name, value)
    return object
  }

  #traitsOf(head: number): Traits {
    if ((head & 2) === 0) {
      const known = this.#traits[head >> 2]
      if (!known) throw new AmfError('an AMF3 reference to traits that are none')
      return known
    }
    const externalizable = (head & 4) !== 0
    const name = this.#string()
    const count = externalizable ? 0 : head >> 4
    if (count > MAX_SEALED) throw new AmfError(`an AMF3 class of ${count} properties`)
    const sealed: string[] = []
    for (let index = 0; index < count; index++) sealed.push(this.#string())
    const traits = { name, externalizable, dynamic: (head & 8) !== 0, sealed }
    this.#traits.push(traits)
    return traits
  }

  /** Names with values until the empty name. */
  #named(depth: number): Map<string, AmfValue> {
    const named = new Map<string, AmfValue>()
    for (let name = this.#string(); name !== ''; name = this.#string()) named.set(name, this.next(depth + 1))
    return named
  }

  #vector(marker: number, size: number, depth: number): AmfValue {
    this.#take(1)
    const array = this.#keep<AmfValue[]>([])
    for (let index = 0; index < size; index++) {
      this.#budget.take(depth + 1)
      if (marker === MARKER.vector_double) array.push(this.#double())
      else if (marker === MARKER.vector_int) array.push(this.#bytes.readInt32BE(this.#take(4)))
      else array.push(this.#bytes.readUInt32BE(this.#take(4)))
    }
    return array
  }

  #objectVector(size: number, depth: number): AmfValue {
    this.#take(1)
    this.#string()
    const array = this.#keep<AmfValue[]>([])
    for (let index = 0; index < size; index++) array.push(this.next(depth + 1))
    return array
  }

  /** Keys may be anything (3.16); those that are neither text nor number have no name here and are left out. */
  #dictionary(size: number, depth: number): AmfObject {
    this.#take(1)
    const object = this.#keep(new Map<string, AmfValue>())
    for (let index = 0; index < size; index++) {
      const key = this.next(depth + 1)
      const value = this.next(depth + 1)
      if (typeof key === 'string' || typeof key === 'number') object.set(String(key), value)
    }
    return object
  }

  /** Text behind its size, or a reference to text that came before (1.3.2); the empty text is never referred to. */
  #string(): string {
    const head = this.#u29()
    if ((head & 1) === 0) {
      const known = this.#strings[head >> 1]
      if (known === undefined) throw new AmfError('an AMF3 reference to text that is none')
      return known
    }
    const text = this.#text(head >> 1)
    if (text !== '') this.#strings.push(text)
    return text
  }

  #text(size: number): string {
    const at = this.#take(size)
    return this.#bytes.toString('utf8', at, at + size)
  }

  #double(): number {
    return this.#bytes.readDoubleBE(this.#take(8))
  }

  /** One to four bytes of 7, 7, 7 and 8 bits (1.3.1). */
  #u29(): number {
    let value = 0
    for (let index = 0; index < 3; index++) {
      const byte = this.#bytes.readUInt8(this.#take(1))
      value = (value << 7) | (byte & 127)
      if (byte < 128) return value
    }
    return (value << 8) | this.#bytes.readUInt8(this.#take(1))
  }

  #take(size: number): number {
    const at = this.#at
    if (at + size > this.#bytes.length) throw new AmfError('the AMF value is cut off')
    this.#at = at + size
    return at
  }
}
