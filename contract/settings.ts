import { z } from 'zod'

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
})
export type Setting = z.infer<typeof settingSchema>
