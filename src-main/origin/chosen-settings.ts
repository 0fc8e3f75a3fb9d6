import { z } from 'zod'
import type { OriginConfig } from '#contract/config.ts'
import type { SettingSource } from '#contract/settings.ts'
import type { KeptSettings } from '../store/kept-settings.ts'
import type { SourceOf } from './effective-settings.ts'
import type { OriginAddress } from './origin-address.ts'
import { originAddress } from './origin-address.ts'

/** The settings that can be chosen while the origin runs, where nothing else sets them. */
export type ChoosableSetting = 'cluster_name' | 'advertise_host'

const keptSchema = z.object({ value: z.string(), by: z.string() })

const keyOf = (name: ChoosableSetting) => `chosen:${name}`

/** Settings that an operator chose in the panel. A file, a variable or a flag that sets one counts before it. */
export class ChosenSettings {
  readonly #kept: KeptSettings
  readonly #config: OriginConfig
  readonly #sourceOf: SourceOf

  constructor(kept: KeptSettings, config: OriginConfig, sourceOf: SourceOf) {
    this.#kept = kept
    this.#config = config
    this.#sourceOf = sourceOf
  }

  get cluster_name(): string {
    return this.#chosen('cluster_name')?.value ?? this.#config.cluster_name
  }

  /** Undefined: it is found by itself. */
  get advertise_host(): string | undefined {
    return this.#chosen('advertise_host')?.value ?? this.#config.advertise_host
  }

  /** How the origin is reached as of now. */
  get address(): OriginAddress {
    return originAddress(this.#config.host, this.advertise_host)
  }

  /** What other machines call this one; null where none can come in. */
  get outside_host(): string | null {
    const { reachable_from_outside, outside_host } = this.address
    return reachable_from_outside ? outside_host : null
  }

  /** The configuration with what was chosen in it; what is chosen later is seen by whoever reads these two fields then. */
  get config(): OriginConfig {
    const chosen = this
    return {
      ...this.#config,
      get cluster_name() {
        return chosen.cluster_name
      },
      get advertise_host() {
        return chosen.advertise_host
      },
    }
  }

  /** Where each setting was set, with what was chosen. */
  readonly sourceOf: SourceOf = (path) => {
    const [name] = path
    const by = path.length === 1 && isChoosable(name) ? this.#chosen(name)?.by : undefined
    return by === undefined ? this.#sourceOf(path) : { kind: 'chosen', where: by }
  }

  /** Who sets it in place of operators; null: nobody. */
  setElsewhere(name: ChoosableSetting): SettingSource | null {
    const source = this.#sourceOf([name])
    return source.kind === 'default' ? null : source
  }

  /** @param value null: as if nobody had chosen. @throws {StoreError} disk_full, disk_failed */
  choose(name: ChoosableSetting, value: string | null, by: string): void {
    this.#kept.set(keyOf(name), value === null ? null : { value, by })
  }

  #chosen(name: ChoosableSetting): z.infer<typeof keptSchema> | null {
    return this.setElsewhere(name) === null ? this.#kept.get(keyOf(name), keptSchema) : null
  }
}

function isChoosable(name: string | undefined): name is ChoosableSetting {
  return name === 'cluster_name' || name === 'advertise_host'
}
