import { z } from 'zod'

/** One source of settings, from weakest to strongest: the file, the environment, the flags. */
export interface ConfigLayer {
  /** How this layer names a field in an error, for example `headwater.yaml: origin.port` or `--port`. */
  readonly nameOf: (path: readonly string[]) => string
  /** Nested settings; undefined values are as if absent. */
  readonly values: Readonly<Record<string, unknown>>
}

/** One thing wrong with the configuration: which field of which source, and what would be right. */
export interface ConfigProblem {
  readonly where: string
  readonly what: string
}

/** Configuration that cannot be used; `problems` names every field and its source. */
export class ConfigError extends Error {
  readonly code = 'bad_configuration'
  readonly problems: readonly ConfigProblem[]
  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ where, what }) => `${where}: ${what}`).join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

const isSection = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function merge(
  below: Readonly<Record<string, unknown>>,
  above: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...below }
  for (const [key, value] of Object.entries(above)) {
    if (value === undefined) continue
    const under = merged[key]
    merged[key] = isSection(value) ? merge(isSection(under) ? under : {}, value) : value
  }
  return merged
}

/** Whether a layer sets a field. */
export function sets({ values }: Pick<ConfigLayer, 'values'>, path: readonly string[]): boolean {
  let at: unknown = values
  for (const key of path) {
    if (!isSection(at) || at[key] === undefined) return false
    at = at[key]
  }
  return true
}

/**
 * Puts the layers on top of one another (later ones win, field by field) and parses the result.
 * The schema is made of strict objects, so that a mistyped name is an error and not silence.
 * @throws {ConfigError} naming, for each field that is wrong or unknown, the strongest layer that sets it.
 */
export function resolveConfig<Schema extends z.ZodObject>(
  schema: Schema,
  layers: readonly ConfigLayer[],
): z.infer<Schema> {
  const merged = layers.reduce<Record<string, unknown>>((below, layer) => merge(below, layer.values), {})
  const parsed = schema.safeParse(merged)
  if (parsed.success) return parsed.data as z.infer<Schema>
  const nameOf = (path: readonly string[]): string => {
    const layer = layers.findLast((candidate) => sets(candidate, path))
    // A field that nobody set (a required one) is named as the weakest layer would hold it.
    return (layer ?? layers[0])?.nameOf(path) ?? path.join('.')
  }
  throw new ConfigError(
    parsed.error.issues.flatMap((issue) => {
      const path = issue.path.filter((key) => typeof key === 'string')
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map((key) => ({ where: nameOf([...path, key]), what: 'no such setting' }))
      }
      return [{ where: nameOf(path), what: issue.message }]
    }),
  )
}

/**
 * Reads the settings of a section from environment variables: `origin.rtmp_port` is `HEADWATER_ORIGIN_RTMP_PORT`, a
 * field of a nested section joins on, lists are separated by commas. Numbers and booleans are read where the schema
 * wants them; what cannot be read stays a string, so that the schema's own message tells what is wrong.
 */
export function environmentLayer(
  section: string,
  schema: z.ZodObject,
  environment: Readonly<Record<string, string | undefined>>,
): ConfigLayer {
  const variable = (path: readonly string[]) => `HEADWATER_${[section, ...path].join('_').toUpperCase()}`
  const read = (shape: z.ZodRawShape, path: readonly string[]): Record<string, unknown> => {
    const values: Record<string, unknown> = {}
    for (const [key, field] of Object.entries(shape)) {
      const inner = unwrapSetting(field as z.ZodType)
      if (inner instanceof z.ZodObject) {
        values[key] = read(inner.shape, [...path, key])
        continue
      }
      const text = environment[variable([...path, key])]
      if (text === undefined) continue
      values[key] = fromText(inner, text)
    }
    return values
  }
  return { nameOf: variable, values: read(schema.shape, []) }
}

/** A setting without its default and without that it may be absent. */
export function unwrapSetting(field: z.ZodType): z.ZodType {
  if (field instanceof z.ZodDefault || field instanceof z.ZodPrefault || field instanceof z.ZodOptional) {
    return unwrapSetting(field.def.innerType as z.ZodType)
  }
  return field
}

function fromText(field: z.ZodType, text: string): unknown {
  if (field instanceof z.ZodNumber) return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
  // One of several forms (auto, or how many): a number where one is meant.
  if (field instanceof z.ZodUnion && field.options.some((option) => option instanceof z.ZodNumber)) {
    return /^-?\d+$/.test(text) ? Number(text) : text
  }
  if (field instanceof z.ZodBoolean) return text === 'true' ? true : text === 'false' ? false : text
  if (field instanceof z.ZodArray) return text === '' ? [] : text.split(',').map((part) => part.trim())
  return text
}
