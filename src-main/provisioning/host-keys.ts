import type { HostKeysQuery } from '#contract/host-key.ts'
import type { NodeId } from '#contract/ids.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Store } from '../store/store.ts'
import type { HostKeysTable } from '../store/tables.ts'
import { type HostKey, parseFingerprint } from './host-key.ts'
import type { KnownHosts } from './ssh-connection.ts'
import { SshError } from './ssh-errors.ts'

/** A host key that a person confirmed for one address. */
export interface PinnedHostKey extends HostKey {
  readonly host: string
  readonly port: number
  /** The node that runs there, once one has joined. */
  readonly node_id: NodeId | null
  /** RFC 3339. */
  readonly confirmed_at: string
  /** `operator:<name>` or whoever else. */
  readonly confirmed_by: string
}

/**
 * Which host keys boxes are known by. The first is shown to a person and confirmed; from then on it is accepted without a word, and any
 * other one is refused until somebody says that the box was installed anew. A server has one key of each kind; each that was confirmed counts.
 */
export class HostKeys {
  readonly #store: Store
  readonly #activity: ActivityLog
  readonly #clock: () => number

  constructor(store: Store, activity: ActivityLog, clock: () => number = Date.now) {
    this.#store = store
    this.#activity = activity
    this.#clock = clock
  }

  /** The keys known for an address; none: nobody has confirmed one yet. */
  find(host: string, port: number): readonly PinnedHostKey[] {
    const { db } = this.#store
    const query = db.selectFrom('host_keys').selectAll().where('host', '=', named(host)).where('port', '=', port)
    return this.#store.all<HostKeysTable>(query.orderBy('confirmed_at', 'desc')).map(pinned)
  }

  /** All that are known, or those of a node, wherever it was reached; by address, the newest first. */
  list({ node_id }: HostKeysQuery = {}): readonly PinnedHostKey[] {
    const all = this.#store.db.selectFrom('host_keys').selectAll()
    const query = node_id === undefined ? all : all.where('node_id', '=', node_id)
    const rows = this.#store.all<HostKeysTable>(query.orderBy('host').orderBy('port').orderBy('confirmed_at', 'desc'))
    return rows.map(pinned)
  }

  /** As a connection needs it: what is known, and where `actor`'s confirmations are kept. */
  knownTo(actor: string): KnownHosts {
    return {
      find: (host, port) => this.find(host, port),
      confirmed: (host, port, key) => this.confirm(host, port, key, actor),
    }
  }

  /**
   * Keeps a key that a person has compared. One that is known already stays as it is.
   * @throws {SshError} ssh_host_key_changed where another key of this kind is known: that takes {@link replace}
   */
  confirm(host: string, port: number, key: HostKey, actor: string): void {
    this.#store.transaction(() => {
      const known = this.find(host, port)
      const same_kind = known.find(({ algorithm }) => algorithm === key.algorithm)
      if (same_kind?.fingerprint === key.fingerprint) return
      if (same_kind !== undefined) throw changed(same_kind, key)
      this.#insert(host, port, key, known[0]?.node_id ?? null, actor)
      this.#activity.record({
        type: 'host_key.confirmed',
        severity: 'info',
        actor,
        node_id: null,
        stream_path: null,
        message: `The ${key.algorithm} host key of ${shown(host, port)} was confirmed.`,
        data: { host: named(host), port, ...after(key) },
      })
    })
  }

  /**
   * From now on this key is the only one known for the address: somebody knows that the box was installed anew, and has compared it.
   * @returns what was known before
   */
  replace(host: string, port: number, key: HostKey, actor: string): readonly PinnedHostKey[] {
    return this.#store.transaction(() => {
      const before = this.find(host, port)
      this.#remove(host, port)
      this.#insert(host, port, key, before[0]?.node_id ?? null, actor)
      this.#activity.record({
        type: 'host_key.replaced',
        severity: 'warning',
        actor,
        node_id: null,
        stream_path: null,
        message: `The host key of ${shown(host, port)} was replaced: from now on it is known by the ${key.algorithm} key ${key.fingerprint}.`,
        data: {
          host: named(host),
          port,
          before: before.map(({ algorithm, fingerprint, confirmed_at }) => ({ algorithm, fingerprint, confirmed_at })),
          after: after(key),
        },
      })
      return before
    })
  }

  /**
   * What somebody has compared: from now on it is the only key known for the address, whether there was one before or not.
   * @returns what is known now @throws {SshError} ssh_fingerprint_malformed
   */
  set(host: string, port: number, { algorithm, fingerprint }: HostKey, actor: string): readonly PinnedHostKey[] {
    const key = { algorithm, fingerprint: parseFingerprint(fingerprint) }
    return this.#store.transaction(() => {
      const before = this.find(host, port)
      const is_so = before.length === 1 && before[0]?.fingerprint === key.fingerprint
      if (before.length === 0) this.confirm(host, port, key, actor)
      else if (!is_so) this.replace(host, port, key, actor)
      return this.find(host, port)
    })
  }

  /** The keys of an address are those of this node: it is known by them under other addresses, too. */
  belongTo(host: string, port: number, node_id: NodeId): void {
    const query = this.#store.db.updateTable('host_keys').set({ node_id })
    this.#store.run(query.where('host', '=', named(host)).where('port', '=', port))
  }

  /** Nothing is known of the address any more, as before its first confirmation. @returns what was known */
  forget(host: string, port: number, actor: string): readonly PinnedHostKey[] {
    return this.#store.transaction(() => {
      const before = this.find(host, port)
      if (before.length === 0) return before
      this.#remove(host, port)
      this.#activity.record({
        type: 'host_key.forgotten',
        severity: 'info',
        actor,
        node_id: null,
        stream_path: null,
        message: `The host keys of ${shown(host, port)} were forgotten.`,
        data: { host: named(host), port, before: before.map(({ fingerprint }) => fingerprint) },
      })
      return before
    })
  }

  #insert(
    host: string,
    port: number,
    { algorithm, fingerprint }: HostKey,
    node_id: NodeId | null,
    actor: string,
  ): void {
    const row: HostKeysTable = {
      ...{ host: named(host), port, algorithm, fingerprint, node_id },
      confirmed_at: new Date(this.#clock()).toISOString(),
      confirmed_by: actor,
    }
    this.#store.run(this.#store.db.insertInto('host_keys').values(row))
  }

  #remove(host: string, port: number): void {
    this.#store.run(this.#store.db.deleteFrom('host_keys').where('host', '=', named(host)).where('port', '=', port))
  }
}

const pinned = (row: HostKeysTable): PinnedHostKey => ({ ...row, node_id: row.node_id as NodeId | null })

/** Names and addresses are the same in capitals, and with the brackets of IPv6. */
function named(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
}

function shown(host: string, port: number): string {
  return port === 22 ? named(host) : `port ${port} of ${named(host)}`
}

function after({ algorithm, fingerprint }: HostKey) {
  return { algorithm, fingerprint }
}

function changed(known: PinnedHostKey, key: HostKey): SshError {
  return new SshError(
    'ssh_host_key_changed',
    `${known.host} is known by another ${known.algorithm} host key.`,
    'This happens when a server was reinstalled, or when someone intercepts the connection. Only if you know that it was reinstalled, replace the key.',
    {
      host: known.host,
      port: known.port,
      confirmed: known.fingerprint,
      confirmed_algorithm: known.algorithm,
      confirmed_at: known.confirmed_at,
      shown: key.fingerprint,
      shown_algorithm: key.algorithm,
    },
  )
}
