import { z } from 'zod'
import { timestampSchema } from './ids.ts'

/**
 * Where the value of a setting comes from; `chosen`: an operator chose it while the origin ran, and nothing else sets it; `fixed`: it is a
 * number of the program that cannot be set.
 */
export const settingSourceSchema = z.object({
  kind: z.enum(['default', 'file', 'environment', 'flag', 'chosen', 'fixed']),
  /** As its source names it: `/etc/headwater/headwater.yaml: origin.port`, `HEADWATER_ORIGIN_PORT`, `--port`, `operator:mira`; null: of none. */
  where: z.string().nullable(),
})
export type SettingSource = z.infer<typeof settingSourceSchema>

/** As headwater.yaml would have it: durations and sizes with their unit. */
export const settingTextSchema = z.union([
  z.string().max(4_096),
  z.number(),
  z.boolean(),
  z.array(z.string().max(256)).max(256),
])
export type SettingText = z.infer<typeof settingTextSchema>

/** How a setting is chosen while the origin runs. */
export const settingChoiceSchema = z.object({
  input: z.enum(['text', 'secret', 'number', 'duration', 'size', 'switch', 'one_of', 'list']),
  /** Of `one_of`: what it can be. */
  options: z.array(z.string()),
  /** What an operator chose, a secret as `(set)` and without passwords in addresses; null: nothing. */
  chosen: settingTextSchema.nullable(),
  /** It comes into effect when the origin starts the next time. */
  waits: z.boolean(),
})
export type SettingChoice = z.infer<typeof settingChoiceSchema>

const settingValueSchema = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()])

/** One setting of the origin as it is in effect. */
export const settingSchema = z.object({
  /** As in the section `origin` of headwater.yaml: `routing.ticket_ttl`. */
  name: z.string(),
  /** Null: not set. A secret is shown as `(set)`. */
  value: settingValueSchema,
  default: settingValueSchema,
  /** Of value and default, where they are numbers of something: `ms`, `bytes`, `%`, `Mbit/s`. */
  unit: z.enum(['ms', 'bytes', '%', 'Mbit/s']).nullable(),
  source: settingSourceSchema,
  secret: z.boolean(),
  /** Null: it is not chosen here. */
  choice: settingChoiceSchema.nullable(),
})
export type Setting = z.infer<typeof settingSchema>

/** What is chosen, by the names of settings; null takes a choice back. All of it is done, or nothing. */
export const changeSettingsSchema = z.strictObject({
  changes: z
    .record(z.string().max(100), settingTextSchema.nullable())
    .refine((changes) => Object.keys(changes).length > 0, 'names no setting'),
})
export type ChangeSettings = z.infer<typeof changeSettingsSchema>

/** The origin ends and starts again within seconds. */
export const restartBegunSchema = z.object({
  /** Since when the one that ends runs: one that says another time is the next. */
  started_at: timestampSchema,
})
