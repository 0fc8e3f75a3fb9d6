import type { OriginConfig } from '#contract/config.ts'
import type { NewActivity } from '../store/activity-log.ts'
import type { ChosenSettings } from './chosen-settings.ts'
import { choosePort, portError } from './ports.ts'

/** Where panel and API listen, and what the origin runs with there. */
export interface ListenPlace {
  readonly chosen: ChosenSettings
  /** 0: any. */
  readonly port: number
  /** For Activity; null: all is as it was chosen. */
  readonly refusal: NewActivity | null
}

/**
 * Finds out where panel and API can listen. Where an operator chose more addresses than can be listened on (another program has the port on
 * one of them), it is the ones of before: whoever chose it must get back to where it is taken back.
 * @param open the settings, without what is left out of this start
 * @param last the port of the last start
 * @throws {OriginError} port_unavailable, host_unavailable: where nobody chose it
 */
export async function findListenPlace(
  open: (left_out: readonly 'host'[]) => ChosenSettings,
  last: number | undefined,
): Promise<ListenPlace> {
  const chosen = open([])
  const { config, sourceOf } = chosen
  if (sourceOf(['host']).kind !== 'chosen') return { chosen, port: await portAt(config, last), refusal: null }
  try {
    const port = await portAt(config, last)
    // Another one than the page of the panel knows would lock out as well.
    if (port === 0 && last !== undefined && last !== 0) throw portError('EADDRINUSE', { ...wish(config), port: last })
    return { chosen, port, refusal: null }
  } catch (error) {
    const without = open(['host'])
    const port = await portAt(without.config, last)
    return { chosen: without, port, refusal: notThere(config.host, without.config.host, error) }
  }
}

const wish = ({ host, port }: Pick<OriginConfig, 'host' | 'port'>) => ({
  ...{ host, port },
  flag: '--port',
  what: 'panel and API',
})

const portAt = (config: OriginConfig, last: number | undefined) => choosePort(wish(config), last)

function notThere(wanted: string, listens: string, error: unknown): NewActivity {
  const why = error instanceof Error ? error.message : String(error)
  return {
    ...{ type: 'setting.not_in_effect', severity: 'warning', actor: 'origin', node_id: null, stream_path: null },
    message: `host was chosen to be ${wanted}, and could not come into effect; the origin listens on ${listens}. ${why}`,
    data: { setting: 'host', value: wanted, why },
  }
}
