/** Hosts with their port, `203.0.113.5:8080` or `[2001:db8::5]:8080`. */
export type NodeHosts = ReadonlySet<string>

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

/** Host and port that an http or https address leads to; null for every other one, and for those with a name or password in them. */
export function hostOf(url: string): string | null {
  if (!URL.canParse(url)) return null
  const parsed = new URL(url)
  if (parsed.username !== '' || parsed.password !== '') return null
  const default_port = DEFAULT_PORTS[parsed.protocol]
  return default_port === undefined ? null : `${parsed.hostname}:${parsed.port || default_port}`
}

/**
 * Where nodes serve media, by an answer of `GET /api/v1/nodes`. Read without a schema: zod would be most of the door.
 * @param answer as it came; what is not as expected is no node
 */
export function nodeHosts(answer: unknown): NodeHosts {
  const { items } = fieldsOf(fieldsOf(answer).data)
  const hosts = new Set<string>()
  for (const node of Array.isArray(items) ? items : []) {
    const { address, media_port } = fieldsOf(fieldsOf(node).endpoints)
    if (typeof address !== 'string' || typeof media_port !== 'number') continue
    const host = hostOf(`http://${address.includes(':') ? `[${address}]` : address}:${media_port}`)
    if (host !== null) hosts.add(host)
  }
  return hosts
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
