import { z } from 'zod'
import { durationSchema } from './duration.ts'
import { enrollmentTokenInfoSchema } from './enrollment.ts'
import { nodeNameSchema } from './ids.ts'
import { nodeFormSchema } from './provisioning-run.ts'

/** Where an origin serves its installer: a shell script, for everybody, without a secret in it. */
export const INSTALLER_PATH = '/install.sh'

/** What an origin can bring to boxes of one architecture. */
export const installableSchema = z.object({
  arch: z.enum(['x86_64', 'arm64']),
  form: nodeFormSchema,
  /** null: it is there; else why it is not, and what to do. */
  missing: z.string().nullable(),
})

/** `GET /api/v1/installer` */
export const installerSchema = z.object({
  /** Of the node-runtime that is installed. */
  version: z.string(),
  /** Where the script is, as other machines reach it. */
  url: z.string(),
  /** What its certificate is known by (`curl --pinnedpubkey sha256//`), in base64; null: it is one that everybody trusts, or there is none. */
  key_pin: z.string().nullable(),
  /** Whether other machines reach this origin at all. */
  reachable_from_outside: z.boolean(),
  /** The line for a box, with `<TOKEN>` where the token belongs. */
  command: z.string(),
  /** For services; images are made when somebody wants one. */
  installable: z.array(installableSchema),
})
export type InstallerInfo = z.infer<typeof installerSchema>

const oneLine = z.string().regex(/^[^\p{Cc}"\\]+$/u, 'one line without quotes and backslashes')

/** `POST /api/v1/installer`: the line with a fresh enrollment token in it. */
export const installerRequestSchema = z.strictObject({
  /** null: the machine's host name. */
  node_name: nodeNameSchema.nullable().default(null),
  region: oneLine.max(64).nullable().default(null),
  form: nodeFormSchema.default('service'),
  rtmp_port: z.number().int().min(1).max(65_535).nullable().default(null),
  media_port: z.number().int().min(1).max(65_535).nullable().default(null),
  advertise_address: z
    .string()
    .regex(/^[A-Za-z0-9._:%-]{1,255}$/, 'a name or an address')
    .nullable()
    .default(null),
  /** How long the token is good. */
  ttl: durationSchema.prefault('24h'),
  /** How many boxes it lets in. */
  usage_limit: z.number().int().min(1).max(1_000).default(1),
})
export type InstallerRequest = z.infer<typeof installerRequestSchema>

/** The answer: the only time that the token is shown. */
export const installerLineSchema = z.object({
  token: enrollmentTokenInfoSchema,
  /** To be pasted on the box, by somebody who may use sudo there. */
  command: z.string(),
  /** The same, which only says what it would do. */
  dry_run_command: z.string(),
  /** Takes everything away again; no token is in it. */
  uninstall_command: z.string(),
})
