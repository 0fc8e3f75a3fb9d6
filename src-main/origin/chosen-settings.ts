import type { OriginConfig } from '#contract/config.ts'
import type { SettingChoice, SettingSource, SettingText } from '#contract/settings.ts'
import {
  CHOSEN_FOR_NEXT_START,
  type ChoosableSetting,
  type ChosenAtOnce,
  type ChosenForNextStart,
  fieldOf,
  inputOf,
  isChosenAtOnce,
  isChosenForNextStart,
  isSealed,
} from './choosable-settings.ts'
import { type SourceOf, withoutPassword } from './effective-settings.ts'
import type { Choice, KeptChoices } from './kept-choices.ts'
import type { OriginAddress } from './origin-address.ts'
import { originAddress } from './origin-address.ts'

/** Settings that an operator chose in the panel. A file, a variable or a flag that sets one counts before it. */
export class ChosenSettings {
  /** The configuration with what was chosen in it. What is chosen at once is seen by whoever reads it then; all else is as it was at the start. */
  readonly config: OriginConfig
  /** What was chosen and is not understood by this version; it is as if it had not been. */
  readonly not_understood: readonly ChosenForNextStart[]
  readonly #kept: KeptChoices
  readonly #given: OriginConfig
  readonly #sourceOf: SourceOf
  readonly #at_start = new Map<ChosenForNextStart, Choice>()

  /**
   * @param given what is set elsewhere, and the defaults
   * @param left_out what could not come into effect at this start; it waits for the next one
   */
  constructor(
    kept: KeptChoices,
    given: OriginConfig,
    sourceOf: SourceOf,
    left_out: readonly ChosenForNextStart[] = [],
  ) {
    this.#kept = kept
    this.#given = given
    this.#sourceOf = sourceOf
    for (const name of CHOSEN_FOR_NEXT_START) {
      const chosen = left_out.includes(name) ? null : this.#chosen(name)
      if (chosen !== null) this.#at_start.set(name, chosen)
    }
    const { config, not_understood } = withChosen(given, (name) => this.#at_start.get(name)?.value)
    this.not_understood = not_understood
    this.config = this.#withLive(config)
  }

  get cluster_name(): string {
    return this.#chosenText('cluster_name') ?? this.#given.cluster_name
  }

  /** Undefined: it is found by itself. */
  get advertise_host(): string | undefined {
    return this.#chosenText('advertise_host') ?? this.#given.advertise_host
  }

  /** How the origin is reached as of now. */
  get address(): OriginAddress {
    return originAddress(this.config.host, this.advertise_host)
  }

  /** What other machines call this one; null where none can come in. */
  get outside_host(): string | null {
    const { reachable_from_outside, outside_host } = this.address
    return reachable_from_outside ? outside_host : null
  }

  /** Where each setting that is in effect was set, with what was chosen. */
  readonly sourceOf: SourceOf = (path) => {
    const name = path.join('.')
    const by = isChosenAtOnce(name) ? this.#chosen(name)?.by : this.#byAtStart(name as ChosenForNextStart)
    return by === undefined ? this.#sourceOf(path) : { kind: 'chosen', where: by }
  }

  /** How a setting is chosen for the next start; null: it is not, or something else sets it. */
  choiceOf(name: string): SettingChoice | null {
    if (!isChosenForNextStart(name) || this.setElsewhere(name) !== null) return null
    const chosen = this.#chosen(name)?.value ?? null
    const waits = !isSame(chosen, this.#at_start.get(name)?.value ?? null)
    return { ...inputOf(name), chosen: shownChoice(name, chosen), waits }
  }

  /** Who sets it in place of operators; null: nobody. */
  setElsewhere(name: ChoosableSetting): SettingSource | null {
    const source = this.#sourceOf(name.split('.'))
    return source.kind === 'default' ? null : source
  }

  /**
   * The configuration of the next start, were these chosen as well.
   * @param changes null: as if nobody had chosen
   */
  next(changes: Readonly<Record<string, SettingText | null>>): OriginConfig {
    return withChosen(this.#given, (name) => (name in changes ? changes[name] : this.#chosen(name)?.value)).config
  }

  /** @param value null: as if nobody had chosen. @throws {StoreError} disk_full, disk_failed */
  choose(name: ChosenAtOnce, value: string | null, by: string): void {
    this.#kept.setAll([[name, value]], by)
  }

  /** {@link choose}, all of it or nothing. */
  chooseAll(choices: Iterable<readonly [ChosenForNextStart, SettingText | null]>, by: string): void {
    this.#kept.setAll(choices, by)
  }

  #byAtStart(name: ChosenForNextStart): string | undefined {
    return this.not_understood.includes(name) ? undefined : this.#at_start.get(name)?.by
  }

  #chosen(name: ChoosableSetting): Choice | null {
    return this.setElsewhere(name) === null ? this.#kept.get(name) : null
  }

  #chosenText(name: ChosenAtOnce): string | undefined {
    const value = this.#chosen(name)?.value
    return typeof value === 'string' ? value : undefined
  }

  #withLive(config: OriginConfig): OriginConfig {
    const chosen = this
    return {
      ...config,
      get cluster_name() {
        return chosen.cluster_name
      },
      get advertise_host() {
        return chosen.advertise_host
      },
    }
  }
}

/** A configuration with what is chosen in it; what cannot be read is left out, and named. */
function withChosen(
  given: OriginConfig,
  chosenFor: (name: ChosenForNextStart) => SettingText | null | undefined,
): { readonly config: OriginConfig; readonly not_understood: readonly ChosenForNextStart[] } {
  const config = structuredClone(given)
  const not_understood: ChosenForNextStart[] = []
  for (const name of CHOSEN_FOR_NEXT_START) {
    const value = chosenFor(name)
    if (value == null) continue
    const parsed = fieldOf(name)?.safeParse(value)
    if (parsed?.success === true) put(config, name, parsed.data)
    else not_understood.push(name)
  }
  return { config, not_understood }
}

function put(config: OriginConfig, name: string, value: unknown): void {
  const path = name.split('.')
  const last = path.pop() as string
  const section = path.reduce(
    (within, key) => within[key] as Record<string, unknown>,
    config as Record<string, unknown>,
  )
  section[last] = value
}

/** A choice as people may see it: a secret as that it is set. */
export function shownChoice(name: ChosenForNextStart, value: SettingText | null): SettingText | null {
  if (value === null || !isSealed(name)) return value
  return name === 'redis' ? withoutPassword(String(value)) : '(set)'
}

function isSame(one: SettingText | null, other: SettingText | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
