/** A body that is no JSON that everybody reads alike; `message` says what is wrong, for whoever sent it. */
export class StrictJsonError extends Error {
  /** Where, as a path of keys; null: in the body as a whole. */
  readonly field: string | null

  constructor(message: string, field: string | null = null) {
    super(field === null ? message : `${field}: ${message}`)
    this.name = 'StrictJsonError'
    this.field = field
  }
}

/** Levels of objects and lists in one another that are taken; nothing of ours is deeper than ten. */
const MAX_DEPTH = 100

/** Keys that mean something else to JavaScript than to JSON. */
const POISON: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Reads JSON (RFC 8259) and refuses what two readers could read in two ways, or what is made to harm one: invalid UTF-8, a key twice in one
 * object (RFC 8259, 4: what is meant is anybody's guess), keys that reach for prototypes, and nesting without end.
 * @throws {StrictJsonError}
 */
export function parseStrictJson(body: Uint8Array | string): unknown {
  const text = typeof body === 'string' ? body : decoded(body)
  if (text === null) throw new StrictJsonError('The body is not valid JSON: it is not in UTF-8.')
  const read = json(text)
  if (read === null) throw new StrictJsonError('The body is not valid JSON. Check the quotes and commas.')
  checkKeys(text)
  return read.value
}

function decoded(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return null
  }
}

/** The parser's own words would quote what was sent; that it is no JSON is all there is to say. */
function json(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

interface Level {
  /** Of an object; null: it is a list. */
  readonly keys: Set<string> | null
  /** The key whose value is being read, or the number in the list. */
  at: string | number
}

/** Goes once through text that is valid JSON. */
function checkKeys(text: string): void {
  const levels: Level[] = []
  let expects_key = false
  for (let index = 0; index < text.length; index += 1) {
    switch (text[index]) {
      case '"': {
        const end = endOfString(text, index)
        const level = levels.at(-1)
        if (expects_key && level !== undefined && level.keys !== null)
          takeKey(levels, level, level.keys, text.slice(index, end))
        expects_key = false
        index = end - 1
        break
      }
      case '{':
      case '[': {
        if (levels.length >= MAX_DEPTH)
          throw new StrictJsonError(`is nested deeper than ${MAX_DEPTH} levels`, pathOf(levels, 3))
        expects_key = text[index] === '{'
        levels.push({ keys: expects_key ? new Set() : null, at: expects_key ? '' : 0 })
        break
      }
      case '}':
      case ']':
        levels.pop()
        expects_key = false
        break
      case ',': {
        const level = levels.at(-1)
        expects_key = level?.keys != null
        if (typeof level?.at === 'number') level.at += 1
        break
      }
      default:
    }
  }
}

function takeKey(levels: readonly Level[], level: Level, keys: Set<string>, quoted: string): void {
  const key = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
  level.at = key
  if (POISON.has(key)) throw new StrictJsonError('is no field of anything', pathOf(levels))
  if (keys.has(key)) throw new StrictJsonError('is there twice', pathOf(levels))
  keys.add(key)
}

/** Behind the closing quote. */
function endOfString(text: string, from: number): number {
  let index = from + 1
  while (text[index] !== '"') index += text[index] === '\\' ? 2 : 1
  return index + 1
}

/** What a person finds it by, short enough to be shown. */
function pathOf(levels: readonly Level[], most = 8): string {
  const path = levels.slice(0, most).map(({ at }) => String(at).slice(0, 64))
  return `${path.join('.')}${levels.length > most ? '...' : ''}`
}
