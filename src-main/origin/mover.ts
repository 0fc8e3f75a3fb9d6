import { randomUUID } from 'node:crypto'
import { createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Database } from 'better-sqlite3'
import type { MoveUpload } from '#contract/backup.ts'
import { copyOnline } from '../store/backups.ts'
import { damageOfCopy } from '../store/check-copy.ts'
import { keepSession } from '../store/keep-session.ts'
import { type NextOrigin, writeNextOrigin } from '../store/next-origin.ts'
import { restoreDatabase } from '../store/recover.ts'
import { StoreError } from '../store/store-error.ts'
import { DataKeyError } from '../trust/data-key-error.ts'
import { type DataKeyRing, joinedRing, readRing, ringText } from '../trust/data-key-ring.ts'
import type { Principal } from '../trust/principal.ts'
import type { DataKeySource } from './data-key-source.ts'
import { describeBundle, readMoveBundle, writeMoveBundle } from './move-bundle.ts'
import type { OneRestart } from './restart.ts'
import { importedActivity, restoreFailedActivity } from './restore-activity.ts'

/** The largest bundle that is taken, in bytes; with less room on the disk, what there is. */
const MAX_BUNDLE_BYTES = 8 * 1024 ** 3
/** A bundle that nobody imports is deleted after so long, in ms. */
const UPLOAD_LIFE_MS = 3_600_000

export interface MoverOptions {
  readonly data_dir: string
  /** The database's file, and it open. */
  readonly file: string
  readonly sql: Database
  readonly cluster_id: string
  readonly version: string
  readonly data_key: DataKeySource
  readonly next_origin: Pick<NextOrigin, 'look'>
  /** Bytes that may be taken of the disk at this moment. */
  readonly room: () => number
  readonly restart: OneRestart
}

/** A bundle on the disk; whoever has read it removes it. */
export interface MadeBundle {
  readonly path: string
  remove(): void
}

/** Moves an origin to another machine while it runs, and makes a running one that which was moved. */
export class Mover {
  readonly #options: MoverOptions
  readonly #folder: string
  #upload: { readonly told: MoveUpload; readonly path: string; readonly end: NodeJS.Timeout } | null = null
  /** The database of the bundle that was taken takes its place at the restart. */
  #becomes = false

  constructor(options: MoverOptions) {
    this.#options = options
    this.#folder = path.join(options.data_dir, 'move')
    // What a run that was killed left there.
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /**
   * Writes a bundle of what this origin keeps at this moment; nodes are told where it will be.
   * @throws {OriginError | StoreError | DataKeyError}
   */
  async export(passphrase: string, next_origin: string | null): Promise<MadeBundle> {
    const { sql, data_key, cluster_id, version, next_origin: told } = this.#options
    const key_text = await data_key.read()
    if (key_text === null) throw noKey(data_key.where)
    readRing(key_text, data_key.where)
    // Before the copy: a node that is told has time to keep it while the copy is written.
    writeNextOrigin({ sql }, next_origin?.replace(/\/$/, '') ?? null)
    told.look()
    const [copy, bundle] = [this.#place('copy.db'), this.#place('bundle')]
    try {
      await copyOnline(sql, copy, () => false)
      await writeMoveBundle(bundle, copy, { cluster_id, version, key_text }, passphrase)
    } catch (error) {
      rmSync(bundle, { force: true })
      throw error
    } finally {
      rmSync(copy, { force: true })
    }
    return { path: bundle, remove: () => rmSync(bundle, { force: true }) }
  }

  /**
   * Takes a bundle; the one of before gives way.
   * @throws {OriginError | StoreError} bad_bundle, disk_full
   */
  async take(bytes: Readable): Promise<MoveUpload> {
    this.#forget()
    const to = this.#place('upload')
    try {
      await pipeline(
        bytes,
        bounded(Math.min(MAX_BUNDLE_BYTES, this.#options.room()), to),
        createWriteStream(to, { mode: 0o600, flags: 'wx' }),
      )
      const facts = await describeBundle(to)
      const told: MoveUpload = { id: randomUUID(), ...facts, size_bytes: (await stat(to)).size }
      const end = setTimeout(() => this.#forget(), UPLOAD_LIFE_MS)
      end.unref()
      // Another one may have come meanwhile.
      this.#forget()
      this.#upload = { told, path: to, end }
      return told
    } catch (error) {
      rmSync(to, { force: true })
      throw error
    }
  }

  /**
   * Opens the bundle that was taken, and has the origin restart as the one that is in it. Who asks stays signed in, as an owner of that one.
   * @throws {OriginError | StoreError | DataKeyError} move_not_found, move_not_confirmed, bad_passphrase, database_damaged, restore_under_way
   */
  async import(id: string, passphrase: string, confirm: string, by: Principal): Promise<{ cluster_id: string }> {
    const { file, restart } = this.#options
    const upload = this.#upload
    if (upload?.told.id !== id) {
      throw refusal(
        'move_not_found',
        file,
        'There is no such bundle here.',
        'Hand it over again: it is kept for an hour.',
      )
    }
    if (confirm !== upload.told.cluster_id) {
      const hint = `Send ${upload.told.cluster_id}, the id of its cluster, as confirm. What is here now is put aside.`
      throw refusal('move_not_confirmed', file, 'The id of the cluster was not confirmed.', hint)
    }
    if (upload.told.cluster_id !== this.#options.cluster_id) {
      const hint = `Set cluster_id: ${upload.told.cluster_id} in headwater.yaml here (or HEADWATER_ORIGIN_CLUSTER_ID), start the origin again, and hand it over once more.`
      const message = `The bundle is of the cluster ${upload.told.cluster_id}, and this origin is set up for ${this.#options.cluster_id}.`
      throw refusal('move_of_other_cluster', file, message, hint)
    }
    restart.claim(file)
    const database = this.#place('database.db')
    try {
      const { cluster_id, key_text } = await readMoveBundle(upload.path, passphrase, database)
      const damage = await damageOfCopy(database)
      if (damage !== null) {
        throw refusal(
          'database_damaged',
          file,
          `The database in the bundle is damaged: ${damage}.`,
          'Nothing was changed.',
        )
      }
      await this.#takeKeys(readRing(key_text, 'The bundle'))
      const name = `${cluster_id} (made ${upload.told.made_at})`
      this.#becomes = true
      restart.begin(() => become(file, database, name, by))
      return { cluster_id }
    } catch (error) {
      restart.release()
      rmSync(database, { force: true })
      throw error
    }
  }

  stop(): void {
    if (this.#upload !== null) clearTimeout(this.#upload.end)
    // The database that takes its place now is read once all is closed.
    if (!this.#becomes) rmSync(this.#folder, { recursive: true, force: true })
  }

  /** Behind those that are here: what is sealed on this machine opens still, whatever becomes of the rest. */
  async #takeKeys(theirs: DataKeyRing): Promise<void> {
    const { data_key } = this.#options
    const text = await data_key.read()
    const ours = text === null ? null : readRing(text, data_key.where)
    const joined = ours === null ? theirs : joinedRing(ours, theirs)
    if (ours !== null && joined.length === ours.length) return
    await data_key.keep(ringText(joined))
  }

  #place(name: string): string {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    // Two at once have files of their own; what a crash left goes with the folder.
    return path.join(this.#folder, `${randomUUID()}-${name}`)
  }

  #forget(): void {
    if (this.#upload === null) return
    clearTimeout(this.#upload.end)
    rmSync(this.#upload.path, { force: true })
    this.#upload = null
  }
}

/** What happens between the end and the start. What it did, as it is told in the activity log of the origin that starts. */
function become(file: string, database: string, name: string, by: Principal) {
  try {
    const restored = restoreDatabase(file, database, (trial) => {
      writeNextOrigin({ sql: trial }, null)
      keepSession(trial, file, by)
      return []
    })
    return importedActivity(name, restored, by.actor)
  } catch (error) {
    // All is as it was, and goes on so.
    return restoreFailedActivity(name, error as Error, by.actor)
  } finally {
    rmSync(path.dirname(database), { recursive: true, force: true })
  }
}

/** Hands on so many bytes at most. */
function bounded(most: number, file: string): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes <= most) return done(null, chunk)
      const message = `The bundle is larger than there is room for here (${most} bytes).`
      done(new StoreError(message, { code: 'disk_full', file, hint: 'Make room on the disk of the origin.' }))
    },
  })
}

function noKey(where: string): DataKeyError {
  const message = `There is no data key at ${where}.`
  return new DataKeyError('data_key_missing', message, 'Put it back: it is in the data directory.')
}

function refusal(code: StoreError['code'], file: string, message: string, hint: string): StoreError {
  return new StoreError(message, { code, file, hint })
}
