import { z } from 'zod'
import { timestampSchema } from './ids.ts'

/** What an operator may do: see (viewer), steer nodes and streams (operator), and decide who else may (owner). */
export const operatorRoleSchema = z.enum(['viewer', 'operator', 'owner'])
export type OperatorRole = z.infer<typeof operatorRoleSchema>

/** Of two roles the one with the higher number may do all that the other may. */
export const ROLE_RANK: Readonly<Record<OperatorRole, number>> = { viewer: 1, operator: 2, owner: 3 }

/**
 * What an API key may do, within the role of whoever made it: `read` everything that role may see; change `nodes` (with drains and members),
 * `streams` (with policies, places and who may publish and play), `tokens` (what lets boxes join), do `provisioning` (looking at boxes over
 * SSH), and `admin` (backups, settings, certificates). No key can change who may come in: operators, keys, sessions, wall links.
 */
export const apiKeyScopeSchema = z.enum(['read', 'nodes', 'streams', 'tokens', 'provisioning', 'admin'])
export type ApiKeyScope = z.infer<typeof apiKeyScopeSchema>

const reason = z.string().trim().max(256).nullable().default(null)
/** Why something is done, for the activity log; as a query, where a DELETE has it. */
export const reasonQuerySchema = z.object({ reason })

/** How an operator is called and signs in. Case does not tell two apart. */
export const operatorNameSchema = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1)
  .max(64)
  .refine(
    (name) => /^[\p{L}\p{N}][\p{L}\p{N}._@ -]*$/u.test(name),
    '1 to 64 letters, digits, dots, dashes, spaces, _ and @; it begins with a letter or a digit',
  )

/** Characters that a new password has at least; there are no rules about which. */
export const PASSWORD_MIN_LENGTH = 12
export const PASSWORD_MAX_LENGTH = 256
const passwordSchema = z.string().min(1).max(PASSWORD_MAX_LENGTH)

/** How long a proof counts for what is sensitive, in ms. */
export const RECENT_PROOF_MS = 15 * 60_000

/** Ways to prove to be an operator. */
export const proofMethodSchema = z.enum(['link', 'password', 'totp', 'recovery_code', 'passkey', 'wall_link'])
export type ProofMethod = z.infer<typeof proofMethodSchema>

/** Who is calling. */
export const operatorSessionSchema = z.object({
  operator_id: z.string(),
  operator_name: z.string(),
  role: operatorRoleSchema,
  /** How the caller proved itself: `wall_link` is a screen on a wall, which only looks. */
  by: z.enum(['session', 'api_key', 'wall_link']),
  expires_at: timestampSchema.nullable(),
  /** As in the list of sessions; null for an API key. */
  session_id: z.string().nullable(),
  /** What an API key may do; null: all that the role may. */
  scopes: z.array(apiKeyScopeSchema).nullable(),
  /** Until when this session may do what is sensitive without another proof (`POST /api/v1/session/proof`); null: it wants one. */
  proven_until: timestampSchema.nullable(),
})
export type OperatorSession = z.infer<typeof operatorSessionSchema>

/** A sign-in link's token (what is behind the # of the link), or that of a wall link. */
export const signInRequestSchema = z.object({ link_token: z.string().min(1).max(256) })

/** A code of an authenticator app (6 digits), or a recovery code. */
const codeSchema = z.string().trim().min(6).max(32)

/**
 * Sign in by name and password. Where a second factor is set up and `code` is missing, the answer is 401 `second_factor_required`: ask for the
 * code and send all of it again.
 */
export const passwordSignInSchema = z.object({
  name: z.string().trim().min(1).max(64),
  password: passwordSchema,
  code: codeSchema.optional(),
})

const base64url = z.string().max(16_384)
/** What `PublicKeyCredential.toJSON()` says. */
const credentialSchema = z.looseObject({
  id: z.string().min(1).max(2_048),
  rawId: base64url,
  type: z.literal('public-key'),
  response: z.record(z.string(), z.unknown()),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
})

export const passkeyAnswerSchema = z.object({ ceremony: z.string().max(1_024), response: credentialSchema })
export type PasskeyAnswer = z.infer<typeof passkeyAnswerSchema>

/**
 * Proves again who sits there, after 403 `recent_proof_required`, whose `details.methods` say what this operator can do: one of the fields.
 */
export const sessionProofSchema = z
  .object({
    password: passwordSchema,
    code: codeSchema,
    link_token: z.string().min(1).max(256),
    /** What the browser says to `POST /api/v1/session/proof/passkey`. */
    passkey: passkeyAnswerSchema,
  })
  .partial()
  .refine((body) => Object.values(body).filter((value) => value !== undefined).length === 1, 'send one proof')

export const passkeyInfoSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The name of this origin that it is for; the panel under another name does not find it. */
  rp_id: z.string(),
  created_at: timestampSchema,
  last_used_at: timestampSchema.nullable(),
})
export type PasskeyInfo = z.infer<typeof passkeyInfoSchema>

/** Oneself. */
export const accountSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: operatorRoleSchema,
  created_at: timestampSchema,
  password_set_at: timestampSchema.nullable(),
  /** Since when a code of an authenticator app is asked for after the password; null: it is not. */
  totp_since: timestampSchema.nullable(),
  recovery_codes_left: z.number().int().nonnegative(),
  passkeys: z.number().int().nonnegative(),
})

export const changeAccountSchema = z.object({ name: operatorNameSchema })
export const setPasswordSchema = z.object({ password: passwordSchema })

/** An operator as owners see them. */
export const operatorInfoSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: operatorRoleSchema,
  /** `invited`: has never signed in. */
  state: z.enum(['invited', 'active']),
  created_at: timestampSchema,
  invited_by: z.string().nullable(),
  last_signed_in_at: timestampSchema.nullable(),
  has_password: z.boolean(),
  has_totp: z.boolean(),
  passkeys: z.number().int().nonnegative(),
  /** Sessions and API keys in force. */
  sessions: z.number().int().nonnegative(),
  api_keys: z.number().int().nonnegative(),
  /** Until when a link that was made for them can be used; null: there is none. */
  link_expires_at: timestampSchema.nullable(),
})
export type OperatorInfo = z.infer<typeof operatorInfoSchema>

const linkTtl = z
  .number()
  .int()
  .min(60_000)
  .max(14 * 86_400_000)

/** Invite somebody: they open the link, which works once, and then choose a password or a passkey. */
export const inviteOperatorSchema = z.object({
  name: operatorNameSchema,
  role: operatorRoleSchema,
  /** How long the link is good. */
  ttl_ms: linkTtl.default(3 * 86_400_000),
  reason,
})

/** The only time a link is shown. */
export const madeLinkSchema = z.object({ sign_in_url: z.string(), expires_at: timestampSchema })
export const invitedOperatorSchema = z.object({ operator: operatorInfoSchema, ...madeLinkSchema.shape })

/** A fresh link for somebody who cannot get in any more; the old ones end. */
export const makeLinkSchema = z.object({ ttl_ms: linkTtl.default(86_400_000), reason })

export const changeOperatorSchema = z.object({
  name: operatorNameSchema.optional(),
  role: operatorRoleSchema.optional(),
  reason,
})
export type ChangeOperator = z.infer<typeof changeOperatorSchema>

/** A browser that is signed in. */
export const sessionInfoSchema = z.object({
  id: z.string(),
  operator_id: z.string(),
  operator_name: z.string(),
  /** A wall link's screens are sessions too. */
  kind: z.enum(['operator', 'wall_link']),
  wall_link_name: z.string().nullable(),
  signed_in_by: proofMethodSchema,
  /** Where it signed in from; null: not known. */
  address: z.string().nullable(),
  /** As the browser calls itself. */
  user_agent: z.string().nullable(),
  created_at: timestampSchema,
  last_used_at: timestampSchema,
  expires_at: timestampSchema,
  /** The one that asks. */
  current: z.boolean(),
})
export type SessionInfo = z.infer<typeof sessionInfoSchema>

/** One's own, or as an owner everybody's. */
export const ofWhomSchema = z.object({ of: z.enum(['me', 'all']).default('me') })

export const endedSessionsSchema = z.object({ ended: z.number().int().nonnegative() })

export const apiKeyInfoSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The first characters, to tell one from another. */
  prefix: z.string(),
  operator_id: z.string(),
  /** Whose it is: it never may more than they. */
  operator_name: z.string(),
  role: operatorRoleSchema,
  /** Null: all that the role may, as keys had it before there were scopes. */
  scopes: z.array(apiKeyScopeSchema).nullable(),
  created_at: timestampSchema,
  expires_at: timestampSchema.nullable(),
  /** To the minute. */
  last_used_at: timestampSchema.nullable(),
  state: z.enum(['active', 'expired', 'revoked']),
})
export type ApiKeyInfo = z.infer<typeof apiKeyInfoSchema>

export const createApiKeySchema = z.object({
  name: z.string().trim().min(1).max(64),
  scopes: z.array(apiKeyScopeSchema).min(1).max(6).default(['read']),
  /** Null: until it is revoked. */
  ttl_ms: z
    .number()
    .int()
    .min(60_000)
    .max(3_650 * 86_400_000)
    .nullable()
    .default(90 * 86_400_000),
  reason,
})

/** The only time a key is shown. */
export const createdApiKeySchema = apiKeyInfoSchema.extend({ key: z.string() })

/** A secret for an authenticator app, shown once: as text, and as what a QR code holds. It counts once a code of it was sent. */
export const begunTotpSchema = z.object({ secret: z.string(), uri: z.string() })
export const confirmTotpSchema = z.object({
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, 'six digits'),
})
/** The only time recovery codes are shown; each is good once, in place of a code of the app. */
export const recoveryCodesSchema = z.object({ recovery_codes: z.array(z.string()) })

/** What `navigator.credentials.create()` or `.get()` takes, as `PublicKeyCredential.parseCreationOptionsFromJSON()` and `parseRequestOptionsFromJSON()` read it. */
export const begunPasskeySchema = z.object({
  /** Comes back with the answer; good once, for five minutes. */
  ceremony: z.string(),
  options: z.record(z.string(), z.unknown()),
})

export const passkeyRegistrationSchema = passkeyAnswerSchema.extend({ name: z.string().trim().min(1).max(64) })
export type PasskeyRegistration = z.infer<typeof passkeyRegistrationSchema>

/** A link for a screen on a wall, which sees what a viewer sees. */
export const wallLinkInfoSchema = z.object({
  id: z.string(),
  name: z.string(),
  operator_id: z.string(),
  operator_name: z.string(),
  created_at: timestampSchema,
  expires_at: timestampSchema,
  last_used_at: timestampSchema.nullable(),
  /** Browsers that are signed in by it now. */
  screens: z.number().int().nonnegative(),
})
export type WallLinkInfo = z.infer<typeof wallLinkInfoSchema>

export const createWallLinkSchema = z.object({
  name: z.string().trim().min(1).max(64),
  ttl_ms: z
    .number()
    .int()
    .min(60_000)
    .max(365 * 86_400_000)
    .default(30 * 86_400_000),
  reason,
})

/** The only time the link is shown; it can be opened again and again until it ends. */
export const createdWallLinkSchema = wallLinkInfoSchema.extend({ wall_url: z.string() })
