import { z } from 'zod'
import type { OriginConfig } from '#contract/config.ts'
import { timestampSchema } from '#contract/ids.ts'
import type { AddressCheck, ChangeSetup, SetupState } from '#contract/setup.ts'
import type { ActivityLog, NewActivity } from '../store/activity-log.ts'
import type { KeptSettings } from '../store/kept-settings.ts'
import { acmeNames } from './acme-certificates.ts'
import { checkAddress, type OpenPorts } from './address-check.ts'
import type { ChosenAtOnce } from './choosable-settings.ts'
import type { ChosenSettings } from './chosen-settings.ts'
import { foundAddresses } from './found-addresses.ts'
import type { FoundParts } from './found-parts.ts'
import { SetupError, setElsewhere } from './setup-error.ts'

const KEY = 'first_run'
const keptSchema = z.object({
  /** Whether the data directory was new when this origin first met it. */
  fresh: z.boolean(),
  dismissed_at: timestampSchema.nullable(),
  dismissed_by: z.string().nullable(),
})
type Kept = z.infer<typeof keptSchema>
const UNKNOWN: Kept = { fresh: false, dismissed_at: null, dismissed_by: null }

/** So many addresses are tried at a time. */
const MAX_CHECKED = 32

export interface SetupOptions {
  readonly config: Pick<OriginConfig, 'host' | 'tls'>
  readonly chosen: ChosenSettings
  readonly kept: KeptSettings
  readonly activity: ActivityLog
  readonly parts: FoundParts
  /** Open now, the panel's first. */
  readonly ports: () => OpenPorts
  /** What this origin answers in the header of its run. */
  readonly run_id: string
  /** Those who see the cluster's name or address are told, and the own node's address is what it now is. */
  readonly onChanged: (what: ChosenAtOnce | 'first_run') => void
}

/** Remembers of a data directory, once, whether it was new. Before anything is made in it. */
export function rememberFreshness(kept: KeptSettings, is_fresh: () => boolean): void {
  if (kept.get(KEY, keptSchema) === null) kept.set(KEY, { ...UNKNOWN, fresh: is_fresh() })
}

/** Whether the panel offers the first run by itself. */
export function isFirstRunOpen(kept: KeptSettings): boolean {
  const { fresh, dismissed_at } = kept.get(KEY, keptSchema) ?? UNKNOWN
  return fresh && dismissed_at === null
}

/** The first run of an origin: what is decided so far, what is there, and what was dismissed. Nothing of it is state of a wizard. */
export class Setup {
  readonly #options: SetupOptions

  constructor(options: SetupOptions) {
    this.#options = options
  }

  /** As `/health` says it. */
  get run_id(): string {
    return this.#options.run_id
  }

  get #kept(): Kept {
    return this.#options.kept.get(KEY, keptSchema) ?? UNKNOWN
  }

  async state(): Promise<SetupState> {
    const { config, chosen, kept, activity, parts, ports } = this.#options
    const { dismissed_at, dismissed_by } = this.#kept
    const { outside_host, reachable_from_outside } = chosen.address
    return {
      ...{ open: isFirstRunOpen(kept), dismissed_at, dismissed_by },
      name: { value: chosen.cluster_name, source: chosen.sourceOf(['cluster_name']) },
      address: {
        ...{ value: outside_host, source: chosen.sourceOf(['advertise_host']), reachable_from_outside },
        ...{ listen_host: config.host, listen_source: chosen.sourceOf(['host']), port: ports()[0]?.port ?? 0 },
        certificate_after_restart: config.tls.mode !== 'off',
        found: foundAddresses(config.host),
      },
      ports: ports().map((port) => ({ ...port, protocol: 'tcp' as const })),
      parts: await parts.list(),
      stream_seen: activity.list({ limit: 1, type: 'session.started' }).length > 0,
    }
  }

  /** Tries every address that was found, or one name. From this machine: what stands before it is not seen. */
  async checkAddresses(host: string | undefined, signal: AbortSignal): Promise<AddressCheck[]> {
    const { config, ports, run_id } = this.#options
    const found = foundAddresses(config.host)
    const hosts = host === undefined ? found.slice(0, MAX_CHECKED).map((address) => address.host) : [host]
    const how = { found, ports: ports(), run_id, listen_host: config.host, signal }
    return await Promise.all(hosts.map((each) => checkAddress(each, how)))
  }

  /** @throws {SetupError} setting_elsewhere, setting_refused; then nothing of it was done */
  async change({ cluster_name, advertise_host, dismissed }: ChangeSetup, actor: string): Promise<SetupState> {
    if (cluster_name !== undefined) this.#refuseIfElsewhere('cluster_name')
    if (advertise_host !== undefined) this.#refuseIfElsewhere('advertise_host')
    const { chosen } = this.#options
    if (advertise_host === null) this.#refuseNameless()
    if (cluster_name !== undefined && cluster_name !== chosen.cluster_name) {
      this.#choose('cluster_name', cluster_name, actor, `The cluster is called ${cluster_name} now`)
    }
    if (advertise_host !== undefined) {
      const what =
        advertise_host === null
          ? 'The address of the origin for others is found by itself again'
          : `Others reach the origin as ${advertise_host} now`
      this.#choose('advertise_host', advertise_host, actor, what)
    }
    if (dismissed !== undefined) this.#dismiss(dismissed, actor)
    return await this.state()
  }

  #choose(name: ChosenAtOnce, value: string | null, actor: string, message: string): void {
    const { chosen, activity, onChanged } = this.#options
    const before = chosen[name] ?? null
    chosen.choose(name, value, actor)
    activity.record(said('setting.chosen', actor, message, { setting: name, before, after: chosen[name] ?? null }))
    onChanged(name)
  }

  #dismiss(dismissed: boolean, actor: string): void {
    const { kept, activity, onChanged } = this.#options
    const before = this.#kept
    if ((before.dismissed_at !== null) === dismissed) return
    const at = dismissed ? new Date().toISOString() : null
    kept.set(KEY, { fresh: true, dismissed_at: at, dismissed_by: dismissed ? actor : null })
    const what = dismissed ? 'The first run is not offered any more' : 'The first run is offered again'
    activity.record(said(dismissed ? 'first_run.dismissed' : 'first_run.reopened', actor, what, {}))
    onChanged('first_run')
  }

  /** Without a name that an authority could sign an origin with ACME does not start. */
  #refuseNameless(): void {
    const { config } = this.#options.chosen
    if (config.tls.mode !== 'acme' || acmeNames({ ...config, advertise_host: undefined }).length > 0) return
    throw new SetupError(
      'setting_refused',
      'tls.mode is acme, and without this address there would be no name that an authority could sign.',
      'Set tls.acme_names, or choose another address.',
      { settings: ['advertise_host'] },
    )
  }

  #refuseIfElsewhere(name: ChosenAtOnce): void {
    const source = this.#options.chosen.setElsewhere(name)
    if (source !== null) throw setElsewhere(name, source)
  }
}

function said(type: NewActivity['type'], actor: string, message: string, data: NewActivity['data']): NewActivity {
  return { type, severity: 'info', actor, node_id: null, stream_path: null, message, data }
}
