import { explainRedis, redisClient } from './redis-connection.ts'

/**
 * Asks a Redis for an answer, once.
 * @param url redis:// or rediss://, with its password
 * @returns null: it answers; else why not, for a person and without the password
 */
export async function whyRedisIsSilent(url: string, timeout_ms: number): Promise<string | null> {
  if (!URL.canParse(url)) return 'it is no address of the form redis://user:password@host:6379'
  const client = redisClient({ at: { url }, shown: '' }, 'headwater-choice')
  // The reason of a failed dial comes by this event alone.
  let reason = `it has not answered within ${timeout_ms / 1_000} s`
  client.on('error', (error: Error) => {
    reason = explainRedis(error)
  })
  const { promise: late, resolve } = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => resolve('late'), timeout_ms)
  try {
    const answered = client.connect().then(() => client.ping())
    answered.catch(() => undefined)
    return (await Promise.race([answered, late])) === 'late' ? reason : null
  } catch (error) {
    const { message } = error as Error
    return message === 'Connection is closed.' ? reason : explainRedis(error as Error)
  } finally {
    clearTimeout(timer)
    client.disconnect()
  }
}
