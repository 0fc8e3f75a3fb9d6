import { z } from 'zod'
import { timestampSchema } from './ids.ts'
import { settingSourceSchema } from './settings.ts'

/** Header in which an origin's `/health` says which of its runs it is. */
export const RUN_HEADER = 'x-headwater-run'

/** A name or an IP address as other machines write it into an address: without scheme, port and brackets. */
export const hostNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .transform((text) =>
    text
      .replace(/^\[|\]$/g, '')
      .replace(/\.$/, '')
      .toLowerCase(),
  )
  .refine((text) => z.union([z.ipv4(), z.ipv6()]).safeParse(text).success || isDnsName(text), {
    error: 'a name such as stream.example.com or an IP address, without http:// and without a port',
  })

function isDnsName(text: string): boolean {
  return /^(?=.{1,253}$)(?!\d+(\.\d+)*$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(
    text,
  )
}

/** Who can reach an address: this machine alone, a network of one's own, or everybody. */
export const addressReachSchema = z.enum(['loopback', 'private', 'public'])
export type AddressReach = z.infer<typeof addressReachSchema>

/** An address of the origin's machine, or a name that somebody asked about. */
export const foundAddressSchema = z.object({
  host: z.string(),
  reach: addressReachSchema,
  /** Network interface that has it; null: none of this machine has. */
  interface: z.string().nullable(),
  /** Whether the origin's port is open there at all, as it listens now. */
  listens: z.boolean(),
})
export type FoundAddress = z.infer<typeof foundAddressSchema>

/** A port that others need, and whether it was answered at an address. */
export const portCheckSchema = z.object({
  what: z.enum(['panel', 'rtmp', 'media']),
  port: z.number().int(),
  answered: z.boolean(),
  /** Why not, in words for a person; null: it was. */
  detail: z.string().nullable(),
})

/** What came of trying an address from the origin's own machine. */
export const addressCheckSchema = foundAddressSchema.extend({
  /** What it stands for; its own where it is an IP address. */
  resolves_to: z.array(z.string()),
  /** Whether the one that answered there is this very origin. */
  is_this_origin: z.boolean(),
  /** What is in the way, in words for a person; null: nothing was found. */
  problem: z.string().nullable(),
  ports: z.array(portCheckSchema),
})
export type AddressCheck = z.infer<typeof addressCheckSchema>

/** Asks for a look at every address that was found, or at one name. */
export const addressChecksRequestSchema = z.object({ host: hostNameSchema.optional() })

/** Something besides Headwater itself that the origin's machine has, or has not. */
export const setupPartSchema = z.object({
  name: z.enum(['redis', 'docker', 'ffmpeg']),
  state: z.enum(['present', 'missing', 'unusable']),
  /** Its version or what it is used as; null: not known. */
  detail: z.string().nullable(),
})
export type SetupPart = z.infer<typeof setupPartSchema>

const chosenSchema = z.object({
  /** In effect. */
  value: z.string(),
  /** `default`: nobody has said so. */
  source: settingSourceSchema,
})

/** How far a new origin is: what the first run in the panel is made from. */
export const setupSchema = z.object({
  /** Whether the panel offers the first run by itself: a fresh data directory, and nobody has dismissed it. */
  open: z.boolean(),
  dismissed_at: timestampSchema.nullable(),
  dismissed_by: z.string().nullable(),
  name: chosenSchema,
  address: chosenSchema.extend({
    reachable_from_outside: z.boolean(),
    /** What the origin's port listens on: `host` in the configuration. */
    listen_host: z.string(),
    listen_source: settingSourceSchema,
    port: z.number().int(),
    /** Whether its certificate gets a new name only when the origin is started again. */
    certificate_after_restart: z.boolean(),
    found: z.array(foundAddressSchema),
  }),
  /** What has to be open in a firewall for others to come in. */
  ports: z.array(
    z.object({ what: z.enum(['panel', 'rtmp', 'media']), port: z.number().int(), protocol: z.literal('tcp') }),
  ),
  parts: z.array(setupPartSchema),
  /** A stream has been published here at least once. */
  stream_seen: z.boolean(),
})
export type SetupState = z.infer<typeof setupSchema>

/** What an owner decides in the first run. */
export const changeSetupSchema = z.strictObject({
  cluster_name: z.string().trim().min(1).max(64).optional(),
  /** Null: found by itself again. */
  advertise_host: hostNameSchema.nullable().optional(),
  /** True: it is not offered any more; false: it is again. */
  dismissed: z.boolean().optional(),
})
export type ChangeSetup = z.infer<typeof changeSetupSchema>
