import { z } from 'zod'

/** What the origin's process tells the shell. */
export const fromOriginSchema = z.discriminatedUnion('type', [
  /** The panel can be opened; said again when it is at another address. `sign_in_url` works once. */
  z.object({ type: z.literal('ready'), url: z.url(), sign_in_url: z.url() }),
  /** Answer to sign_in_link_wanted. */
  z.object({ type: z.literal('sign_in_link'), sign_in_url: z.url() }),
  /** It cannot start, and why; it ends once it is told to stop. */
  z.object({ type: z.literal('start_failed'), message: z.string(), hint: z.string().nullable() }),
  /** Run the node beside the origin: what goes to `headwater node`, settings for its environment, where its log goes. No secret is in it. */
  z.object({
    type: z.literal('launch_node'),
    launch_id: z.uuid(),
    args: z.array(z.string()),
    environment: z.record(z.string(), z.string()),
    log_file: z.string(),
  }),
  /** End a node: in order, or at once. */
  z.object({ type: z.literal('stop_node'), launch_id: z.uuid(), force: z.boolean() }),
  /** Look whether the system's keyring can be used, seal a text by it, or open what it sealed (base64). `given` is a secret. */
  z.object({
    type: z.literal('keyring'),
    ask_id: z.uuid(),
    wish: z.enum(['look', 'seal', 'open']),
    given: z.string().max(1_000_000),
  }),
])
export type FromOrigin = z.infer<typeof fromOriginSchema>

/** What the shell tells the origin's process. */
export const toOriginSchema = z.discriminatedUnion('type', [
  /** End in order; the process exits with 0. */
  z.object({ type: z.literal('stop') }),
  z.object({ type: z.literal('sign_in_link_wanted') }),
  z.object({ type: z.literal('node_started'), launch_id: z.uuid(), pid: z.number().int() }),
  /** The first line the node printed. */
  z.object({ type: z.literal('node_said'), launch_id: z.uuid(), line: z.string() }),
  z.object({ type: z.literal('node_exited'), launch_id: z.uuid(), exit_code: z.number().int().nullable() }),
  /** `problem`: why not, for people; null: `result` is what was sealed (base64) or opened. Secret. */
  z.object({
    type: z.literal('keyring_answered'),
    ask_id: z.string(),
    problem: z.string().nullable(),
    result: z.string(),
    reseal: z.boolean(),
  }),
])
export type ToOrigin = z.infer<typeof toOriginSchema>
