import { z } from 'zod'
import { timestampSchema } from './ids.ts'
import { languages } from './language.ts'

/** Where the desktop app is with a newer version of itself. */
export const updateStateSchema = z.discriminatedUnion('kind', [
  /** This build does not look for any, and why, for a person. */
  z.object({ kind: z.literal('none'), why: z.string() }),
  /** `checked_at` null: it has not looked since it started. */
  z.object({ kind: z.literal('idle'), checked_at: timestampSchema.nullable() }),
  z.object({ kind: z.literal('checking') }),
  /** `installs` false: somebody has to fetch and install it (a deb, a build without a signature). */
  z.object({ kind: z.literal('available'), version: z.string(), installs: z.boolean(), skipped: z.boolean() }),
  /** `percent` null: not known yet. */
  z.object({ kind: z.literal('downloading'), version: z.string(), percent: z.number().min(0).max(100).nullable() }),
  z.object({ kind: z.literal('ready'), version: z.string() }),
  /** What failed and what to do; `version` null: the look itself failed. */
  z.object({ kind: z.literal('failed'), message: z.string(), version: z.string().nullable() }),
])
export type UpdateState = z.infer<typeof updateStateSchema>

/** What the panel shows of the desktop app around it. */
export const desktopStateSchema = z.object({
  version: z.string(),
  /** What it says to people is in this one; an app of before knows English alone. */
  language: z.enum(languages).default('en'),
  /** Host of a remote origin; null: it is on this computer. */
  remote_host: z.string().nullable(),
  update: updateStateSchema,
  checks_for_updates: z.boolean(),
  /** Why nothing is downloaded or installed now, for a person; null: it may be. */
  update_waits: z.string().nullable(),
  alerts_paused_until: timestampSchema.nullable(),
  /** null: this system knows no such thing. */
  starts_at_login: z.boolean().nullable(),
  closes_to_tray: z.boolean().nullable(),
})
export type DesktopState = z.infer<typeof desktopStateSchema>

/** What the panel asks of the desktop app. What cannot be taken back the app asks about itself, in a window no page reaches. */
export const desktopCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('check_for_updates') }),
  /** Whether it looks by itself, once a day. */
  z.strictObject({ type: z.literal('set_checks_for_updates'), on: z.boolean() }),
  z.strictObject({ type: z.literal('download_update') }),
  z.strictObject({ type: z.literal('install_update') }),
  /** Is not told of the version that is available again; `on` false: it is. */
  z.strictObject({ type: z.literal('skip_version'), on: z.boolean() }),
  /** Opens the page where packages are, in the browser. */
  z.strictObject({ type: z.literal('open_downloads') }),
  /** For so long, in ms; null: they are told again. */
  z.strictObject({
    type: z.literal('pause_alerts'),
    for_ms: z
      .number()
      .int()
      .min(60_000)
      .max(7 * 86_400_000)
      .nullable(),
  }),
  z.strictObject({ type: z.literal('try_notification') }),
  z.strictObject({ type: z.literal('set_start_at_login'), on: z.boolean() }),
  z.strictObject({ type: z.literal('set_close_to_tray'), on: z.boolean() }),
  z.strictObject({ type: z.literal('choose_origin') }),
  /** Speaks the language that its user chose in the panel, from here on and at each start. */
  z.strictObject({ type: z.literal('set_language'), language: z.enum(languages) }),
])
export type DesktopCommand = z.infer<typeof desktopCommandSchema>

/** What comes of a command. Errors do not cross to a page as such: they are values. */
export const desktopAnswerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), message: z.string() }),
])
export type DesktopAnswer = z.infer<typeof desktopAnswerSchema>

/**
 * What a page in the desktop window finds as `window.headwaterDesktop`, besides all that a browser has. What comes over it
 * is checked by the schemas above on either side.
 */
export interface DesktopApi {
  /** Version of the desktop program. */
  readonly version: string
  /** As `process.platform` names it. */
  readonly platform: string
  /** @returns a {@link DesktopState} */
  state(): Promise<unknown>
  /** Calls the listener with each new {@link DesktopState}; the function returned ends that. */
  onState(listener: (state: unknown) => void): () => void
  /** @returns a {@link DesktopAnswer}; rejects where the page may not ask */
  ask(command: DesktopCommand): Promise<unknown>
}
