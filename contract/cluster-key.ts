import { type ClusterAnswer, clusterError } from './cluster-surface.ts'

/**
 * SHA-256 of a `cluster_api_key`, as 64 lower-case hexadecimal digits: with it a program checks the key that others show, and cannot
 * show one itself. The origin gives nodes no more than this.
 */
export async function clusterKeyDigest(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The headers that a key may be in, as both programs have them from Node. */
export interface KeyHeaders {
  readonly 'x-cluster-api-key'?: string | readonly string[] | undefined
  readonly authorization?: string | undefined
}

/**
 * The refusal of a request that does not show the key (M-8); null where it does.
 * @param digests of the keys that are good here, as {@link clusterKeyDigest} makes them; none: nobody may ask
 * @param program for the message: `origin` or `node`
 */
export async function refuseWithoutKey(
  digests: readonly string[],
  headers: KeyHeaders,
  program: 'origin' | 'node',
): Promise<ClusterAnswer | null> {
  if (digests.length === 0) return clusterError(401, `This ${program} has no cluster_api_key, so nobody may ask here.`)
  const own = headers['x-cluster-api-key']
  const told = typeof own === 'string' ? own : /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
  // Digests are compared, not keys: how long that takes says nothing about the key.
  if (told !== undefined && digests.includes(await clusterKeyDigest(told))) return null
  return clusterError(401, 'The key is missing or wrong: send it as X-Cluster-Api-Key or as a bearer token.')
}
