import type { KnownHostKey } from '#contract/host-key.ts'

/** A machine as SSH reaches it, and the host keys that it is known by: one of each kind. */
export interface KnownMachine {
  readonly host: string
  readonly port: number
  /** Null: no node has joined from there. */
  readonly node_id: string | null
  /** At least one, the newest first. */
  readonly keys: readonly KnownHostKey[]
}

/** Keys of one address together, in the order of the list. */
export function byMachine(keys: readonly KnownHostKey[]): readonly KnownMachine[] {
  const machines = new Map<string, KnownHostKey[]>()
  for (const key of keys) {
    const at = `${key.host} ${key.port}`
    machines.set(at, [...(machines.get(at) ?? []), key])
  }
  return [...machines.values()].flatMap((of_machine) => {
    const [first] = of_machine
    if (first === undefined) return []
    return [{ host: first.host, port: first.port, node_id: first.node_id, keys: of_machine }]
  })
}

/** Its address as people write it: SSH's own port stays unsaid, IPv6 gets its brackets beside another one. */
export function addressOf({ host, port }: Pick<KnownMachine, 'host' | 'port'>): string {
  if (port === 22) return host
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/**
 * The fingerprint in what somebody pasted: itself, or the whole line that `ssh-keygen -l` prints.
 * @returns `SHA256:` and 43 letters and digits; null where there is none, or several, of which nobody knows which one is meant
 */
export function fingerprintIn(text: string): string | null {
  const [found, ...others] = text.trim().matchAll(/(?<=^|\s)SHA256:([A-Za-z0-9+/]{43})=?(?=\s|$)/g)
  return found === undefined || others.length > 0 ? null : `SHA256:${found[1]}`
}

/** Kinds of host keys, as `ssh-keygen -l` prints their bits and ends its lines, and as they are called on the wire (RFC 8709, 5656, 4253). */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/\(ED25519\)$/, 'ssh-ed25519'],
  [/^256 .*\(ECDSA\)$/, 'ecdsa-sha2-nistp256'],
  [/^384 .*\(ECDSA\)$/, 'ecdsa-sha2-nistp384'],
  [/^521 .*\(ECDSA\)$/, 'ecdsa-sha2-nistp521'],
  [/\(RSA\)$/, 'ssh-rsa'],
]

/** Kinds of host keys that can be chosen. */
export const hostKeyKinds: readonly string[] = kinds.map(([, name]) => name)

/** The kind that such a line names; null: it names none. */
export function kindIn(line: string): string | null {
  return kinds.find(([ends]) => ends.test(line.trim()))?.[1] ?? null
}
