import { nodeNameSchema } from '#contract/ids.ts'
import { texts } from './host-list-texts.ts'

/** Most boxes that are begun at once. */
export const HOSTS_AT_MOST = 50

/** One line of a pasted list, and what is wrong with it. */
export interface HostLine {
  /** From 1, as an editor counts. */
  readonly line: number
  readonly text: string
  readonly host: string
  readonly port: number
  readonly user: string
  readonly name: string
  readonly region: string | null
  /** In words; empty: it can be begun. */
  readonly faults: readonly string[]
}

/** Whom the lines are measured against. */
export interface HostListSurroundings {
  /** For lines that name no user. */
  readonly user: string
  /** Names that nodes of the cluster have. */
  readonly taken: ReadonlySet<string>
}

// [user@]host[:port], where an IPv6 address stands in brackets if a port follows.
const ADDRESS =
  /^(?:(?<user>[^@\s]+)@)?(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<host>[^\s:@[\]]+)|(?<bare>[0-9a-fA-F:.]+))(?::(?<port>\d+))?$/

/**
 * Reads a list of boxes: `user@host[:port] name region`, one a line. Name and region may be left out: a node is then named by its host.
 * Empty lines and those that begin with # are passed over. Nothing is thrown: what is wrong stands with its line.
 */
export function readHostList(text: string, { user, taken }: HostListSurroundings): readonly HostLine[] {
  const lines = text
    .split('\n')
    .map((line, index) => ({ line: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'))
    .map((line) => readLine(line, user))
  const count = (key: (line: HostLine) => string) => {
    const counts = new Map<string, number>()
    for (const line of lines) counts.set(key(line), (counts.get(key(line)) ?? 0) + 1)
    return counts
  }
  const addressOf = ({ host, port }: HostLine) => `${host} ${port}`
  const names = count(({ name }) => name)
  const addresses = count(addressOf)
  return lines.map((line, index) => ({
    ...line,
    faults: [
      ...line.faults,
      ...(line.host !== '' && (addresses.get(addressOf(line)) ?? 0) > 1 ? [texts.twice] : []),
      ...(line.name !== '' && (names.get(line.name) ?? 0) > 1 ? [texts.sameName(line.name)] : []),
      ...(taken.has(line.name) ? [texts.taken(line.name)] : []),
      ...(index >= HOSTS_AT_MOST ? [texts.tooMany(HOSTS_AT_MOST)] : []),
    ],
  }))
}

function readLine({ line, text }: { readonly line: number; readonly text: string }, fallback: string): HostLine {
  const [address = '', name, region, ...more] = text.split(/[\s,;]+/).filter((word) => word !== '')
  const parts = ADDRESS.exec(address)?.groups
  const host = parts?.v6 ?? parts?.host ?? parts?.bare ?? ''
  const port = Number(parts?.port ?? 22)
  const user = parts?.user ?? fallback.trim()
  const own_name = name ?? nameOf(host)
  const faults = [
    host === '' ? texts.noAddress(address) : null,
    host !== '' && !(port >= 1 && port <= 65_535) ? texts.noPort(parts?.port ?? '') : null,
    host !== '' && user === '' ? texts.noUser : null,
    host !== '' && !nodeNameSchema.safeParse(own_name).success ? texts.noName(own_name) : null,
    more.length > 0 ? texts.tooMuch(more.join(' ')) : null,
  ]
  return {
    ...{ line, text, host, port, user, region: region ?? null },
    name: host === '' ? '' : own_name,
    faults: faults.filter((fault) => fault !== null),
  }
}

/** A name out of a host: `edge-1.example.com` is `edge-1`, an address is itself with dashes. */
function nameOf(host: string): string {
  return /^[\d.]+$|:/.test(host)
    ? `node-${host.replaceAll(/[.:]+/g, '-').replace(/-$/, '')}`
    : (host.split('.')[0] ?? host)
}
