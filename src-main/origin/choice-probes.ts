import type { OriginConfig } from '#contract/config.ts'
import { whyRedisIsSilent } from '../live-state/redis-answer.ts'
import { refused } from './choice-refusals.ts'
import { CHOOSABLE_TLS, type ChosenForNextStart } from './choosable-settings.ts'
import { tlsFailure } from './chosen-tls.ts'
import { OriginError } from './origin-error.ts'
import { choosePort } from './ports.ts'

/** How long a Redis may take to answer, in ms. */
const REDIS_TIMEOUT_MS = 4_000

/**
 * Tries what was chosen where only trying tells: whether the port can be listened on, whether the files of the certificate fit, whether the Redis
 * answers.
 * @param port the one that is listened on now
 * @throws {SetupError} setting_refused
 */
export async function probeChoice(
  next: OriginConfig,
  names: ReadonlySet<ChosenForNextStart>,
  port: number,
): Promise<void> {
  if (names.has('port') && next.port !== 0 && next.port !== port) await probePort(next)
  if (CHOOSABLE_TLS.some((name) => names.has(name))) {
    const failure = await tlsFailure(next)
    if (failure !== null)
      throw refused(next.tls.mode === 'files' ? ['tls.certificate', 'tls.key'] : ['tls.acme_ca'], failure)
  }
  if (names.has('redis')) await probeRedis(next.redis)
}

async function probePort({ host, port }: OriginConfig): Promise<void> {
  try {
    await choosePort({ host, port, flag: 'another choice', what: 'panel and API' }, undefined)
  } catch (error) {
    if (!(error instanceof OriginError)) throw error
    throw refused(['port'], `port: ${error.message}`)
  }
}

async function probeRedis(redis: string): Promise<void> {
  if (redis === 'auto' || redis === 'memory') return
  const why = await whyRedisIsSilent(redis, REDIS_TIMEOUT_MS)
  if (why !== null) throw refused(['redis'], `redis: nothing usable answers at that address: ${why}.`)
}
