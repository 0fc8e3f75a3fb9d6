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

/** Of these an operator may have chosen more than there is to be had. */
const TRIED = ['port', 'host'] as const
type Tried = (typeof TRIED)[number]

/** What is left out in turn until the origin can listen. */
const WAYS: readonly (readonly Tried[])[] = [[], ['port'], ['host'], ['port', 'host']]

/**
 * Finds out where panel and API can listen. Where an operator chose a port or addresses that cannot be listened on (another program has them), it is
 * where it was before: whoever chose it must get back to where it is taken back.
 * @param open the settings, without what is left out of this start
 * @param last the port of the last start
 * @throws {OriginError} port_unavailable, host_unavailable: where nobody chose it
 */
export async function findListenPlace(
  open: (left_out: readonly Tried[]) => ChosenSettings,
  last: number | undefined,
): Promise<ListenPlace> {
  const wanted = open([])
  const isChosen = (name: Tried) => wanted.sourceOf([name]).kind === 'chosen'
  let failure: unknown
  for (const left_out of WAYS.filter((way) => way.every(isChosen))) {
    const chosen = left_out.length === 0 ? wanted : open(left_out)
    try {
      const port = await portAt(chosen, left_out, last)
      return { chosen, port, refusal: failure === undefined ? null : notThere(left_out, wanted, chosen, port, failure) }
    } catch (error) {
      failure ??= error
    }
  }
  throw failure
}

const wish = ({ host }: Pick<OriginConfig, 'host'>, port: number) => ({
  ...{ host, port },
  flag: '--port',
  what: 'panel and API',
})

async function portAt(
  { config, sourceOf }: ChosenSettings,
  left_out: readonly Tried[],
  last: number | undefined,
): Promise<number> {
  const has_last = last !== undefined && last !== 0
  // Where the panel was last is where somebody looks for it.
  if (left_out.includes('port') && has_last) {
    const there = await choosePort(wish(config, last), undefined).catch(() => null)
    if (there !== null) return there
  }
  const port = await choosePort(wish(config, config.port), last)
  // Another one than the page of the panel knows would lock out as well.
  if (port === 0 && has_last && sourceOf(['host']).kind === 'chosen') throw portError('EADDRINUSE', wish(config, last))
  return port
}

function notThere(
  left_out: readonly Tried[],
  wanted: ChosenSettings,
  { config }: ChosenSettings,
  port: number,
  error: unknown,
): NewActivity {
  const why = error instanceof Error ? error.message : String(error)
  const names = left_out.join(' and ')
  const value = left_out.map((name) => wanted.config[name]).join(' and ')
  const at = left_out.includes('port') && port !== 0 ? `${config.host}:${port}` : config.host
  return {
    ...{ type: 'setting.not_in_effect', severity: 'warning', actor: 'origin', node_id: null, stream_path: null },
    message: `${names} was chosen to be ${value}, and could not come into effect; the origin listens on ${at}. ${why}`,
    data: { setting: names, value, why },
  }
}
