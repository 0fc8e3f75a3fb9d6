import { randomUUID } from 'node:crypto'
import { open } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { About, Diagnostics } from '#contract/about.ts'
import type { Setting } from '#contract/settings.ts'
import { masked } from '../provisioning/day-two/masked.ts'
import { tarGz } from '../provisioning/day-two/tar-gz.ts'
import type { Backups } from '../store/backups.ts'
import { damageElsewhere } from '../store/check-copy.ts'
import type { Store } from '../store/store.ts'
import { DiagnosticsError } from './diagnostics-error.ts'
import type { LogTail } from './log-tail.ts'
import type { OriginFeatures } from './origin-features.ts'
import type { OriginStorage } from './origin-storage.ts'

export interface OriginAboutParts
  extends Pick<OriginFeatures, 'activity' | 'nodes' | 'streams' | 'clusterInfo' | 'live'> {
  readonly version: string
  readonly data_dir: string
  readonly file: string
  readonly store: Store
  readonly storage: Pick<OriginStorage, 'status'>
  readonly backups: Pick<Backups, 'list'>
  readonly certificates: () => unknown
  readonly alerts: () => unknown
  readonly settings: () => readonly Setting[]
  /** Secrets of the configuration by their very letters, so that they are taken out wherever they stand. */
  readonly secrets: readonly string[]
  /** Null: what this process logs is kept by who started it. */
  readonly log_tail: LogTail | null
}

/** How long what was collected can be fetched, in ms; one at a time. */
const KEPT_MS = 15 * 60_000
/** Of each file's text so much is shown before it is saved, in characters. */
const HEAD = 4_000
const MAX_LOG_BYTES = 512 * 1024
const ACTIVITIES = 1_000
const INTEGRITY_TIMEOUT_MS = 20_000

interface Collected {
  readonly diagnostics: Diagnostics
  readonly bytes: Buffer
}

/** What an origin is, and one archive of what tells why it is as it is, without secrets. */
export class OriginAbout {
  readonly #parts: OriginAboutParts
  #collected: Collected | null = null

  constructor(parts: OriginAboutParts) {
    this.#parts = parts
  }

  async about(): Promise<About> {
    const { version, store, storage, clusterInfo } = this.#parts
    const { data_dir, used } = await storage.status()
    const { sqlite } = store.sql.prepare('SELECT sqlite_version() AS sqlite').get() as { sqlite: string }
    return {
      ...{ version, node_version: process.versions.node, sqlite_version: sqlite },
      schema_version: store.sql.pragma('user_version', { simple: true }) as number,
      ...{ platform: process.platform, arch: process.arch, os: `${os.type()} ${os.release()}` },
      ...{ started_at: clusterInfo().started_at, data_dir, used, licence: 'Apache-2.0' },
    }
  }

  /** Collects; what was collected before is gone then. */
  async collect(actor: string): Promise<Diagnostics> {
    const files = await this.#files()
    const now = Date.now()
    const diagnostics: Diagnostics = {
      id: randomUUID(),
      collected_at: new Date(now).toISOString(),
      kept_until: new Date(now + KEPT_MS).toISOString(),
      files: files.map(({ name, what, text }) => ({
        ...{ name, what, bytes: Buffer.byteLength(text) },
        head: text.slice(0, HEAD),
      })),
    }
    const texts = new Map(files.map(({ name, text }) => [name, text]))
    this.#collected = { diagnostics, bytes: tarGz('headwater-origin', texts, now / 1_000) }
    this.#parts.activity.record({
      ...{ type: 'diagnostics.collected', severity: 'info', actor, node_id: null, stream_path: null },
      ...{ message: 'Diagnostics of the origin were collected', data: { files: files.length } },
    })
    return diagnostics
  }

  /** @throws {DiagnosticsError} diagnostics_not_found */
  archive(id: string): { readonly name: string; readonly bytes: Buffer } {
    const collected = this.#collected
    if (collected === null || collected.diagnostics.id !== id) throw new DiagnosticsError(id)
    const { collected_at, kept_until } = collected.diagnostics
    if (Date.now() > Date.parse(kept_until)) throw new DiagnosticsError(id)
    const at = collected_at.slice(0, 19).replaceAll(':', '').replace('T', '-')
    return { name: `headwater-origin-${at}.tar.gz`, bytes: collected.bytes }
  }

  async #files(): Promise<{ readonly name: string; readonly what: string; readonly text: string }[]> {
    const { nodes, streams, activity, storage, backups, clusterInfo, live, settings, secrets, log_tail } = this.#parts
    const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
    const lines = activity.list({ limit: ACTIVITIES }).map((entry) => JSON.stringify(entry))
    const found = [
      { name: 'about.json', what: 'Versions, system, data directory', text: json(await this.about()) },
      {
        name: 'cluster.json',
        what: 'The installation, and how its live state is',
        text: json({ ...clusterInfo(), live_state: live.status() }),
      },
      {
        name: 'settings.json',
        what: 'Every setting and where it was set; secrets are not in it',
        text: json(settings()),
      },
      { name: 'storage.json', what: 'What the disk has and what takes it', text: json(await storage.status()) },
      {
        name: 'database.txt',
        what: 'Whether the database is whole, and how much is in it',
        text: await this.#database(),
      },
      { name: 'backups.json', what: 'Which backups there are; none of them is in it', text: json(backups.list()) },
      {
        name: 'certificates.json',
        what: 'Certificates and how their renewal goes; no keys',
        text: json(this.#parts.certificates()),
      },
      { name: 'alerts.json', what: 'What is and was the matter, and what was sent', text: json(this.#parts.alerts()) },
      { name: 'nodes.json', what: 'Nodes with their addresses and load', text: json(nodes.list()) },
      {
        name: 'streams.json',
        what: 'Streams that are live, with the addresses of publishers',
        text: json(streams.list()),
      },
      { name: 'activity.jsonl', what: `The newest ${ACTIVITIES} entries of Activity`, text: `${lines.join('\n')}\n` },
      { name: 'origin.log', what: 'The newest lines of the origin’s log', text: log_tail?.text() ?? '' },
      { name: 'node.log', what: 'The end of the log of the node beside the origin', text: await this.#nodeLog() },
    ]
    return found.filter(({ text }) => text !== '').map((file) => ({ ...file, text: masked(file.text, secrets) }))
  }

  async #database(): Promise<string> {
    const { store, file } = this.#parts
    const late = Promise.withResolvers<string>()
    const timer = setTimeout(
      () => late.resolve(`was not looked through within ${INTEGRITY_TIMEOUT_MS / 1_000} s`),
      INTEGRITY_TIMEOUT_MS,
    )
    const whole = damageElsewhere(file).then(
      (damage) => damage ?? 'ok',
      (error: unknown) => `could not be looked through: ${String(error)}`,
    )
    const integrity = await Promise.race([whole, late.promise])
    clearTimeout(timer)
    const tables = store.sql
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
      .all() as { name: string }[]
    const counts = tables.map(({ name }) => {
      // The names come from the database's own schema.
      const { n } = store.sql.prepare(`SELECT count(*) AS n FROM "${name}"`).get() as { n: number }
      return `${name}: ${n}`
    })
    return `${[`integrity: ${integrity}`, ...counts].join('\n')}\n`
  }

  async #nodeLog(): Promise<string> {
    try {
      await using handle = await open(path.join(this.#parts.data_dir, 'logs', 'node.log'))
      const { size } = await handle.stat()
      const buffer = Buffer.alloc(Math.min(size, MAX_LOG_BYTES))
      await handle.read(buffer, 0, buffer.length, size - buffer.length)
      return buffer.toString('utf8')
    } catch {
      // There is none where no node runs beside the origin.
      return ''
    }
  }
}
