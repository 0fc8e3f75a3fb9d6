import type { Logger } from 'pino'
import type { OriginConfig } from '#contract/config.ts'
import type { Sentence } from '#contract/sentence.ts'
import type { StorageStatus, StorageSummary } from '#contract/storage.ts'
import type { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { storageActivity, storageDetail, storageSentence } from '../store/storage-text.ts'
import { storageUse } from '../store/storage-use.ts'
import { type LowRoom, readRoom, StorageWatch } from '../store/storage-watch.ts'

/** How long what the data directory holds is taken as known, in ms: to read it is to look at every file. */
const USE_KEPT_MS = 10_000

type LowSettings = Pick<OriginConfig, 'storage_low_free' | 'storage_low_percent'>

/** The disk of the origin's data: watched, told of, and asked before something is written that may wait. */
export class OriginStorage {
  readonly watch: StorageWatch
  readonly #data_dir: string
  readonly #log: Logger
  #activity: SqliteActivityLog | null = null
  #onChanged: (() => void) | null = null
  #used: { readonly at_ms: number; readonly value: Promise<StorageStatus['used']> } | null = null

  constructor(config: Pick<OriginConfig, 'data_dir'> & LowSettings, log: Logger) {
    const { data_dir } = config
    this.#data_dir = data_dir
    this.#log = log
    this.watch = new StorageWatch({
      folder: data_dir,
      ...lowRoom(config),
      onChanged: () => this.#changed(),
    })
  }

  /** What was chosen of it is in the database, on the very disk that is watched by then. */
  lowFrom(config: LowSettings): void {
    this.watch.lowFrom(lowRoom(config))
  }

  /** From now on changes are in the activity log, and whoever watches is told. */
  tell(activity: SqliteActivityLog, onChanged: () => void): void {
    this.#activity = activity
    this.#onChanged = onChanged
    if (this.watch.state !== 'ok') this.#changed()
  }

  /** What is free at this moment, in bytes. */
  roomNow(): number {
    return readRoom(this.#data_dir).free_bytes
  }

  summary(): StorageSummary {
    const { state, since, room } = this.watch
    const { waiting, left_out } = this.#activity?.backlog ?? { waiting: 0, left_out: 0 }
    return {
      ...{ state, since, ...room },
      detail: storageDetail(state, room, this.#data_dir),
      activity_waiting: waiting,
      activity_dropped: left_out,
    }
  }

  /** The `detail` of {@link summary}, as it can be told in other languages. */
  sentence(): Sentence {
    const { state, room } = this.watch
    return storageSentence(state, room, this.#data_dir)
  }

  async status(): Promise<StorageStatus> {
    if (this.#used === null || performance.now() - this.#used.at_ms > USE_KEPT_MS) {
      this.#used = { at_ms: performance.now(), value: storageUse(this.#data_dir) }
    }
    const used = await this.#used.value
    return { ...this.summary(), data_dir: this.#data_dir, used, low_below_bytes: this.watch.low_below_bytes }
  }

  stop(): void {
    this.watch.stop()
    this.#onChanged = null
  }

  #changed(): void {
    const { state, room } = this.watch
    const entry = storageActivity(state, room, this.#data_dir)
    const level = entry.severity === 'warning' ? 'warn' : entry.severity
    this.#log[level]({ event: entry.type, ...room }, entry.message)
    this.#activity?.observe(entry)
    this.#onChanged?.()
  }
}

function lowRoom({ storage_low_free, storage_low_percent }: LowSettings): LowRoom {
  return { low_free_bytes: storage_low_free, low_free_percent: storage_low_percent }
}
