import { z } from 'zod'
import { nodeIdSchema, nodeNameSchema, timestampSchema } from './ids.ts'
import { boxReportSchema, sshTargetSchema } from './provisioning.ts'
import { sentenceSchema } from './sentence.ts'

/**
 * What a run does with one box.
 * `provision` makes it a node; `adopt` takes back one whose origin was lost; `upgrade`, `reconfigure`, `restart` and `rotate_identity`
 * change a node that is there; `diagnostics` only reads; `decommission` leaves the box as it was before.
 */
export const runKindSchema = z.enum([
  'provision',
  'adopt',
  'upgrade',
  'reconfigure',
  'restart',
  'rotate_identity',
  'diagnostics',
  'decommission',
])
export type RunKind = z.infer<typeof runKindSchema>

/** How a node runs on its box: in a container of Docker, or as a service of systemd. */
export const nodeFormSchema = z.enum(['container', 'service'])
export type NodeForm = z.infer<typeof nodeFormSchema>

/** What a node may be told; null: the node's default. */
const nodeSettings = {
  name: nodeNameSchema,
  region: z.string().min(1).max(64).nullable(),
  /** `auto`: a container where Docker is there, or can be installed; else a service. */
  form: z.union([z.literal('auto'), nodeFormSchema]),
  rtmp_port: z.number().int().min(1).max(65_535),
  media_port: z.number().int().min(1).max(65_535),
  /** Address other machines reach the node at; null: as the origin sees it. */
  advertise_address: z.string().min(1).max(255).nullable(),
  /** Base URL under which the box reaches this origin; null: the one the origin knows of itself. */
  origin_url: z.url().max(2048).nullable(),
  /** `hints`: the run says which ports to open; `open`: it opens them in ufw or nftables. */
  firewall: z.enum(['hints', 'open']),
  /** Reference of an image to pull from a registry instead of pushing the one that this origin carries; null: push. */
  pull_image: z.string().min(1).max(512).nullable(),
  /** Go on although the preflight report warns. What blocks always stops the run. */
  accept_warnings: z.boolean(),
}

/** What a new node is told. */
export const nodeSetupSchema = z.strictObject({
  name: nodeSettings.name,
  region: nodeSettings.region.default(null),
  form: nodeSettings.form.default('auto'),
  rtmp_port: nodeSettings.rtmp_port.default(1935),
  media_port: nodeSettings.media_port.default(8080),
  advertise_address: nodeSettings.advertise_address.default(null),
  origin_url: nodeSettings.origin_url.default(null),
  firewall: nodeSettings.firewall.default('hints'),
  pull_image: nodeSettings.pull_image.default(null),
  accept_warnings: nodeSettings.accept_warnings.default(true),
})
export type NodeSetup = z.infer<typeof nodeSetupSchema>

/** What a new node may be told, and one that is there not; with what to do instead. */
const NOT_CHANGED: Readonly<Record<string, string>> = {
  form: 'a node stays a container, or a service: decommission it, and provision the box again in the other form',
  pull_image: 'another image is brought by an upgrade (kind: upgrade, pull_image)',
  accept_warnings: 'nothing is looked at that could warn: leave it out',
}

/** What a node that is there is told anew; absent: that stays as it is, null: the default. */
export const nodeChangesSchema = z.strictObject(
  {
    name: nodeSettings.name.optional(),
    region: nodeSettings.region.optional(),
    rtmp_port: nodeSettings.rtmp_port.optional(),
    media_port: nodeSettings.media_port.optional(),
    advertise_address: nodeSettings.advertise_address.optional(),
    origin_url: nodeSettings.origin_url.optional(),
    firewall: nodeSettings.firewall.optional(),
  },
  {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined
      const known = issue.keys.flatMap((key) => (NOT_CHANGED[key] === undefined ? [] : [`${key}: ${NOT_CHANGED[key]}`]))
      return known.length === 0 ? undefined : known.join('; ')
    },
  },
)
export type NodeChanges = z.infer<typeof nodeChangesSchema>

/** How long viewers may take to leave unless a run says otherwise, in ms. */
export const RUN_DRAIN_DEADLINE_MS = 300_000

/** How long viewers may take to leave before the node is stopped, in ms; null: however long it takes. */
const drainDeadlineSchema = z
  .number()
  .int()
  .min(0)
  .max(7 * 86_400_000)
  .nullable()
  .default(RUN_DRAIN_DEADLINE_MS)

/** `POST /api/v1/provisioning-runs` */
export const newRunSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('provision'),
    target: sshTargetSchema,
    node: nodeSetupSchema,
    /** Keep the login, sealed, for later runs on this node. */
    keep_login: z.boolean().default(true),
  }),
  z
    .strictObject({
      kind: z.literal('adopt'),
      /** The node, where this origin still knows it: it has to be that one. Absent: whichever is on the box. */
      node_id: nodeIdSchema.optional(),
      /** Absent: the login that was kept for the node. */
      target: sshTargetSchema.optional(),
      keep_login: z.boolean().default(true),
    })
    .refine(({ node_id, target }) => node_id !== undefined || target !== undefined, {
      path: ['target'],
      message: 'say which box: its login as target, or the node as node_id',
    }),
  z.strictObject({
    kind: z.literal('upgrade'),
    node_id: nodeIdSchema,
    /** Absent: the login that was kept. */
    target: sshTargetSchema.optional(),
    /** Reference of an image that the box has or can pull, instead of the one that this origin carries; null: that one. */
    pull_image: nodeSettings.pull_image.default(null),
    drain_deadline_ms: drainDeadlineSchema,
  }),
  z.strictObject({
    kind: z.enum(['restart', 'rotate_identity', 'diagnostics', 'decommission']),
    node_id: nodeIdSchema,
    /** Absent: the login that was kept. */
    target: sshTargetSchema.optional(),
    drain_deadline_ms: drainDeadlineSchema,
    /** Name of the node again, for what cannot be undone (decommission). */
    confirm: z.string().max(64).optional(),
  }),
  z.strictObject({
    kind: z.literal('reconfigure'),
    node_id: nodeIdSchema,
    target: sshTargetSchema.optional(),
    node: nodeChangesSchema,
    drain_deadline_ms: drainDeadlineSchema,
  }),
])
export type NewRun = z.infer<typeof newRunSchema>

/** `POST /api/v1/provisioning-runs/batch`: all of them, or none where one is refused. */
export const newRunsSchema = z.strictObject({ runs: z.array(newRunSchema).min(1).max(100) })
export type NewRuns = z.infer<typeof newRunsSchema>

/** Why a step ended without having done what it should. */
export const stepFailureSchema = z.object({
  /** Stable, `apt_failed`; those of this origin are in failure-code.ts. */
  code: z.string(),
  /** What failed, on what. */
  message: z.string(),
  /** What to do next; null where nothing helps. */
  hint: z.string().nullable(),
  /** The last lines of what the box said, secrets masked; empty where it said nothing. */
  output: z.array(z.string()),
  /** Message and hint as they can be told in other languages; absent: in English alone. */
  sentences: z.object({ message: sentenceSchema, hint: sentenceSchema.nullable() }).optional(),
})
export type StepFailure = z.infer<typeof stepFailureSchema>

export const stepStateSchema = z.enum([
  'pending',
  /** Looks whether the box is so already. */
  'checking',
  'applying',
  'verifying',
  'done',
  /** Nothing had to be done. */
  'already_so',
  /** Does not concern this box. */
  'skipped',
  'failed',
  'undoing',
  'undone',
])
export type StepState = z.infer<typeof stepStateSchema>

/** How far something is that takes long. */
export const stepProgressSchema = z.object({
  done: z.number().int().nonnegative(),
  /** null: not known. */
  total: z.number().int().nonnegative().nullable(),
  unit: z.enum(['bytes', 'items', 'viewers']),
  /** Per second, over the last few; null: not known yet. */
  rate: z.number().nonnegative().nullable(),
})
export type StepProgress = z.infer<typeof stepProgressSchema>

export const provisioningStepSchema = z.object({
  /** Stable, `image`. */
  id: z.string(),
  /** For people, a few words. */
  title: z.string(),
  state: stepStateSchema,
  /** How often it was begun; 0: not yet. */
  attempt: z.number().int().nonnegative(),
  started_at: timestampSchema.nullable(),
  ended_at: timestampSchema.nullable(),
  /** What was found or done, one line for a person; null: nothing yet. */
  found: z.string().nullable(),
  progress: stepProgressSchema.nullable(),
  failure: stepFailureSchema.nullable(),
})
export type ProvisioningStep = z.infer<typeof provisioningStepSchema>

/**
 * `queued` waits for its turn, `waiting` for a person (`waiting_for`); `cancelling` ends at the next safe point, `undoing` takes back
 * what was done. `failed` can be resumed, or undone; the other ends are final.
 */
export const runStateSchema = z.enum([
  'queued',
  'running',
  'waiting',
  'cancelling',
  'undoing',
  'succeeded',
  'failed',
  'cancelled',
  'undone',
])
export type RunState = z.infer<typeof runStateSchema>

/** Nothing happens any more unless somebody asks for it; a failed run can be resumed or undone all the same. */
export function isRunOver(state: RunState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled' || state === 'undone'
}

/** A host key that a box showed and nobody has confirmed yet, and the one that was pinned before, where there was one. */
export const shownHostKeySchema = z.object({
  algorithm: z.string(),
  /** `SHA256:...` */
  fingerprint: z.string(),
  seen_at: timestampSchema,
  /** null: the box was never met before. */
  pinned: z.object({ algorithm: z.string(), fingerprint: z.string(), since: timestampSchema }).nullable(),
})
export type ShownHostKey = z.infer<typeof shownHostKeySchema>

/** One operation on one box, as panel, API and command line show it. */
export const provisioningRunSchema = z.object({
  id: z.uuid(),
  kind: runKindSchema,
  host: z.string(),
  port: z.number().int(),
  user: z.string(),
  /** null: the box has not joined yet. */
  node_id: nodeIdSchema.nullable(),
  node_name: z.string().nullable(),
  form: nodeFormSchema.nullable(),
  state: runStateSchema,
  /** What a person has to say before it goes on; null: nothing. */
  waiting_for: z
    .object({
      what: z.enum(['host_key', 'changed_host_key', 'credentials', 'warnings']),
      text: z.string(),
      /** The key that the box showed, where it is what has to be judged; null: it is not about a key. */
      host_key: shownHostKeySchema.nullable().default(null),
    })
    .nullable(),
  steps: z.array(provisioningStepSchema),
  /** What the preflight step found; null: not looked yet. */
  report: boxReportSchema.nullable(),
  /** Version of the node-runtime before and after; null: none, or not known. */
  from_version: z.string().nullable(),
  to_version: z.string().nullable(),
  /** The same on the command line, without secrets. */
  command: z.string(),
  actor: z.string(),
  created_at: timestampSchema,
  updated_at: timestampSchema,
  ended_at: timestampSchema.nullable(),
  /** Names of files that a run left to be fetched (`GET .../files/:name`); diagnostics leaves one. */
  files: z.array(z.string()),
})
export type ProvisioningRun = z.infer<typeof provisioningRunSchema>

/** One line of a step's log, secrets masked. */
export const runLogLineSchema = z.object({
  /** Grows by one with each line of a run, from 1. */
  number: z.number().int().positive(),
  step: z.string(),
  at: timestampSchema,
  text: z.string().max(4096),
})
export type RunLogLine = z.infer<typeof runLogLineSchema>

/** `GET /api/v1/provisioning-runs` */
export const runsQuerySchema = z.object({
  node_id: nodeIdSchema.optional(),
  state: runStateSchema.optional(),
  /** `true`: only runs that are not over. */
  open: z.stringbool().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type RunsQuery = z.infer<typeof runsQuerySchema>

/** `GET /api/v1/provisioning-runs/:id/log` */
export const runLogQuerySchema = z.object({
  /** Only lines after the one with this number. */
  after: z.coerce.number().int().nonnegative().default(0),
  step: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(2_000).default(500),
})
export type RunLogQuery = z.infer<typeof runLogQuerySchema>

/** `POST /api/v1/provisioning-runs/:id/resume`: goes on at the step that failed or waits, with what a person adds. */
export const resumeRunSchema = z.strictObject({
  /** Other credentials, of the same box; absent: as before. */
  target: sshTargetSchema.optional(),
  /** The host key that a person compared; the credentials stay as they are. */
  host_key_fingerprint: z.string().max(128).optional(),
  accept_warnings: z.boolean().optional(),
})
export type ResumeRun = z.infer<typeof resumeRunSchema>

/** `POST /api/v1/provisioning-runs/:id/cancel` */
export const cancelRunSchema = z.strictObject({
  /** `undo`: what was done is taken back once the run has stopped; `leave`: it stays. */
  after: z.enum(['leave', 'undo']).default('leave'),
})
export type CancelRun = z.infer<typeof cancelRunSchema>

/** `POST /api/v1/provisioning-runs/:id/undo` */
export const undoRunSchema = z.strictObject({
  /** Credentials, where those of the run are gone: a run that is over keeps none. */
  target: sshTargetSchema.optional(),
})
export type UndoRun = z.infer<typeof undoRunSchema>

/** A login that is kept for later runs on a node; its secrets are sealed and never shown. */
export const nodeLoginSchema = z.object({
  node_id: nodeIdSchema,
  host: z.string(),
  port: z.number().int(),
  user: z.string(),
  kept_by: z.string(),
  kept_at: timestampSchema,
  last_used_at: timestampSchema.nullable(),
})
export type NodeLogin = z.infer<typeof nodeLoginSchema>
