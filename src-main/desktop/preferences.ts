import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { languages } from '#contract/language.ts'

/** Which origin the window shows. */
export const originChoiceSchema = z.discriminatedUnion('kind', [
  /** The one that this program runs. */
  z.object({ kind: z.literal('local') }),
  /** One on another computer. */
  z.object({
    kind: z.literal('remote'),
    /** Scheme, host and port, nothing more. */
    url: z.url({ protocol: /^https?$/ }),
    /** The authority that its certificate must come from, as PEM; null: the system's trust decides. */
    authority_pem: z.string().max(8_192).nullable(),
  }),
])
export type OriginChoice = z.infer<typeof originChoiceSchema>

/** What the desktop keeps of its user's wishes, each with what holds where nothing is said. */
const preferencesSchema = z.object({
  /** null: by the habits of the system. */
  close_to_tray: z.boolean().nullable().catch(null),
  /** The user has read what closing the window does. */
  hiding_explained: z.boolean().catch(false),
  /** No notification before this; null: not paused. */
  alerts_paused_until: z.iso.datetime().nullable().catch(null),
  /** Ask the feed of this build for a newer version, where it has one. */
  check_for_updates: z.boolean().catch(false),
  /** As the user chose it in the panel; null: as the system asks for it. */
  language: z.enum(languages).nullable().catch(null),
  skipped_version: z.string().max(64).nullable().catch(null),
  origin: originChoiceSchema.catch({ kind: 'local' }),
})
export type Preferences = z.infer<typeof preferencesSchema>

/** The user's wishes, in a file of theirs. */
export class PreferenceFile {
  readonly #file: string
  readonly #note: (text: string) => void
  #preferences: Preferences

  /** @param file made with its folder when something is changed first @param note for the log */
  constructor(file: string, note: (text: string) => void) {
    this.#file = file
    this.#note = note
    this.#preferences = preferencesSchema.parse(read(file, note))
  }

  get current(): Preferences {
    return this.#preferences
  }

  /** Changes some of them, at once in memory; a file that cannot be written costs what was changed at the next start. */
  change(changes: Partial<Preferences>): void {
    this.#preferences = { ...this.#preferences, ...changes }
    try {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 })
      const fresh = `${this.#file}.new`
      writeFileSync(fresh, `${JSON.stringify(this.#preferences, null, 2)}\n`, { mode: 0o600 })
      renameSync(fresh, this.#file)
    } catch (error) {
      this.#note(`${this.#file} was not written: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

/** What the file holds; nothing where it is not there, or where somebody wrote no JSON into it. */
function read(file: string, note: (text: string) => void): object {
  try {
    const held: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof held === 'object' && held !== null ? held : {}
  } catch (error) {
    const is_missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!is_missing) note(`${file} cannot be read, so that nothing in it holds: ${String(error)}`)
    return {}
  }
}
