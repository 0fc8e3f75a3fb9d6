import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Alert, type CreateSilence, type Silence, silenceSchema } from '#contract/alert.ts'
import type { StreamPath } from '#contract/ids.ts'
import { patternFits } from '#contract/stream-policy.ts'
import type { KeptSettings } from '../store/kept-settings.ts'
import { AlertsError } from './alerts-error.ts'

const KEY = 'alerts:silences'
const MAX_SILENCES = 100

/** What nobody is notified of for a while. */
export class Silences {
  readonly #kept: KeptSettings
  readonly #now: () => number
  #silences: readonly Silence[]

  /** @param now wall clock, in ms */
  constructor(kept: KeptSettings, now: () => number) {
    this.#kept = kept
    this.#now = now
    this.#silences = kept.get(KEY, z.array(silenceSchema)) ?? []
  }

  /** Those that last, the one that ends first before the others. */
  list(): Silence[] {
    const now = this.#now()
    return this.#silences
      .filter(({ until }) => Date.parse(until) > now)
      .toSorted((one, other) => one.until.localeCompare(other.until))
  }

  /** @throws {AlertsError} too_many_silences */
  create({ scope, reason, duration_ms }: CreateSilence, created_by: string): Silence {
    const now = this.#now()
    const lasting = this.list()
    if (lasting.length >= MAX_SILENCES) {
      throw new AlertsError(
        'too_many_silences',
        `There are ${MAX_SILENCES} silences already.`,
        'End one of them first.',
      )
    }
    const silence: Silence = {
      ...{ id: randomUUID(), scope, reason, created_by },
      created_at: new Date(now).toISOString(),
      until: new Date(now + duration_ms).toISOString(),
    }
    this.#keep([...lasting, silence])
    return silence
  }

  /** @throws {AlertsError} silence_not_found */
  end(id: string): Silence {
    const found = this.list().find((silence) => silence.id === id)
    if (found === undefined) throw new AlertsError('silence_not_found', `There is no silence ${id}, or it has ended.`)
    this.#keep(this.list().filter((silence) => silence.id !== id))
    return found
  }

  covers({ kind, id }: Alert['subject']): boolean {
    return this.list().some(({ scope }) => {
      if (scope.kind === 'all') return true
      if (scope.kind === 'node') return kind === 'node' && id === scope.node_id
      return kind === 'stream' && patternFits(scope.pattern, id as StreamPath)
    })
  }

  #keep(silences: readonly Silence[]): void {
    this.#kept.set(KEY, silences)
    this.#silences = silences
  }
}
