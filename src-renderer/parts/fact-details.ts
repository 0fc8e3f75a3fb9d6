import { formatDateTime, NOTHING } from './format.ts'

/** One thing that a fact holds beside its sentence, by the origin's name of it. */
export interface HeldValue {
  readonly name: string
  readonly value: string
}

/** What was another before. */
export interface HeldChange {
  readonly name: string
  readonly before: string
  readonly after: string
}

export interface FactDetails {
  readonly changes: readonly HeldChange[]
  readonly values: readonly HeldValue[]
}

/** Of each that many are shown; the export has everything. */
const SHOWN = 40

/** What a fact's `data` holds: `before` and `after` side by side where they differ, and all else by name. */
export function factDetails(data: Readonly<Record<string, unknown>>): FactDetails {
  const { before, after, ...rest } = data
  const [was, is] = [new Map(flat(before)), new Map(flat(after))]
  const changes = [...new Set([...was.keys(), ...is.keys()])]
    .map((name) => ({ name, before: was.get(name) ?? NOTHING, after: is.get(name) ?? NOTHING }))
    .filter((change) => change.before !== change.after)
  const values = flat(rest).map(([name, value]) => ({ name, value }))
  return { changes: changes.slice(0, SHOWN), values: values.slice(0, SHOWN) }
}

/** Every value within, by its path: `rules.publishers`. A value that is none itself has the empty path. */
function flat(value: unknown, path = ''): (readonly [string, string])[] {
  if (value === undefined) return []
  if (value === null) return path === '' ? [] : [[path, NOTHING]]
  if (Array.isArray(value)) {
    const plain = value.every((one) => typeof one !== 'object' || one === null)
    const written = value.length === 0 ? NOTHING : plain ? value.map(plainly).join(', ') : JSON.stringify(value)
    return [[path, written]]
  }
  if (typeof value !== 'object') return [[path, plainly(value)]]
  return Object.entries(value).flatMap(([key, inner]) => flat(inner, path === '' ? key : `${path}.${key}`))
}

const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

function plainly(value: unknown): string {
  if (value === null || value === '') return NOTHING
  return typeof value === 'string' && isTime.test(value) ? formatDateTime(value) : String(value)
}
