/** A value of AMF0 or AMF3 as it is read. What holds itself by a reference (both formats allow it) does so here too. */
export type AmfValue = number | string | boolean | null | undefined | AmfObject | readonly AmfValue[]

/** Properties in their order. A Map, so that no name (`__proto__`) means anything. */
export type AmfObject = ReadonlyMap<string, AmfValue>

/** Bytes that are no AMF, or more of it than is taken. */
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

/** What one message may hold, over both formats: so many values, nested so deep. */
export class AmfBudget {
  #values = 0

  /** Counts one more value. @throws {AmfError} it is one too many, or too deep */
  take(depth: number): void {
    if (depth > MAX_DEPTH) throw new AmfError(`AMF values nested deeper than ${MAX_DEPTH}`)
    if (++this.#values > MAX_VALUES) throw new AmfError(`more than ${MAX_VALUES} AMF values in one message`)
  }
}
