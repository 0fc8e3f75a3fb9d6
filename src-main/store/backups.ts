import { mkdirSync, rmSync, statSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import path from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import type { Logger } from 'pino'
import type { Backup } from '#contract/backup.ts'
import type { ActivityLog, NewActivity } from './activity-log.ts'
import { backupFolder, backupName, backupsOf, damageOf } from './backup-files.ts'
import { damageElsewhere } from './check-copy.ts'
import { protectFile } from './database-file.ts'
import { StoreError } from './store-error.ts'
import { syncFolder } from './whole-file.ts'

/** Pages copied in one turn of the event loop (4 KiB each), so that heartbeats come in between. */
const PAGES_A_TURN = 200
/** Time until a backup that failed is tried again, in ms, and the longest a timer is set for. */
const RETRY_MS = 10 * 60_000
const LONGEST_WAIT_MS = 24 * 3_600_000
/** A start has other things to do first: nodes come back, and all at once. */
const SETTLE_MS = 60_000

export interface BackupsOptions {
  /** The open database, and its file. */
  readonly sql: Database
  readonly file: string
  readonly activity: Pick<ActivityLog, 'record'>
  readonly log: Logger
  /** Time between two backups that nobody asked for, in ms; 0: there are none. */
  readonly interval_ms: number
  /** Backups kept; the oldest beyond it are deleted. */
  readonly kept: number
  /** Bytes that a backup may take of the disk at this moment. */
  readonly room: () => number
  /** How long after the start a backup that nobody asked for may be made at the earliest, in ms; default a minute. */
  readonly settle_ms?: number
}

/**
 * Backups of the database, made while it is in use (SQLite, "Online Backup API"), checked, and kept beside it. One at a time: who asks while
 * one is being made gets that one.
 */
export class Backups {
  readonly #options: BackupsOptions
  #making: Promise<Backup> | null = null
  #timer: NodeJS.Timeout | null = null
  #stopped = false
  #last_try: { readonly at: string; readonly failure: string | null } | null = null

  constructor(options: BackupsOptions) {
    this.#options = options
    this.#plan(Math.max(this.#dueIn(), options.settle_ms ?? SETTLE_MS))
  }

  /** How the last one went that was begun since the start; null: none was. `failure`: why, for a person; null: it was made. */
  get last_try(): { readonly at: string; readonly failure: string | null } | null {
    return this.#last_try
  }

  /** The newest first. */
  list(): Backup[] {
    return backupsOf(this.#options.file).map(({ name, made_at, size_bytes }) => ({ name, made_at, size_bytes }))
  }

  /** Where the backup of this name is; undefined: there is none. */
  pathOf(name: string): string | undefined {
    return backupsOf(this.#options.file).find((backup) => backup.name === name)?.path
  }

  /** @throws {StoreError} backup_failed */
  async make(actor: string): Promise<Backup> {
    this.#making ??= this.#make(actor).finally(() => {
      this.#making = null
    })
    return this.#making
  }

  /** Ends the backup that is being made, and plans none any more. */
  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#making?.catch(() => undefined)
  }

  async #make(actor: string): Promise<Backup> {
    const { file, kept, log, activity } = this.#options
    const at = new Date()
    const name = backupName(at)
    const to = path.join(backupFolder(file), name)
    const began_ms = performance.now()
    try {
      this.#makeRoom()
      await copyOnline(this.#options.sql, to, () => this.#stopped)
    } catch (error) {
      const reason = (error as Error).message
      if (this.#stopped) throw failed(to, 'the origin is stopping', error)
      log.error({ event: 'backup.failed', err: error, to }, 'a backup could not be made')
      // Each ten minutes for as long as a disk is full would say nothing new.
      if ((this.#last_try?.failure ?? null) === null) activity.record(backupActivity('failed', actor, to, reason))
      this.#last_try = { at: at.toISOString(), failure: reason }
      throw failed(to, reason, error)
    }
    this.#last_try = { at: at.toISOString(), failure: null }
    const size_bytes = statSync(to).size
    const took_ms = Math.round(performance.now() - began_ms)
    log.info({ event: 'backup.made', to, size_bytes, took_ms }, `backup ${name} is made`)
    if (actor !== 'origin') activity.record(backupActivity('made', actor, to, null))
    for (const old of backupsOf(file).slice(kept)) rmSync(old.path, { force: true })
    return { name, made_at: at.toISOString(), size_bytes }
  }

  /** The oldest go where there is no room for another one; the last one stays. @throws {Error} where that is not enough */
  #makeRoom(): void {
    const { sql, file, room, log } = this.#options
    const needed = pages(sql, 'page_count') * pages(sql, 'page_size')
    for (const old of backupsOf(file).slice(1).reverse()) {
      if (room() >= needed) return
      log.warn(
        { event: 'backup.removed', backup: old.name },
        `backup ${old.name} gave way to a new one: the disk is short of room`,
      )
      rmSync(old.path, { force: true })
    }
    const left = room()
    if (left >= needed) return
    const mb = (bytes: number) => `${Math.max(0, Math.ceil(bytes / 2 ** 20))} MB`
    throw new Error(`there is no room: it takes ${mb(needed)}, and ${mb(left)} may be used`)
  }

  #dueIn(): number {
    const newest = backupsOf(this.#options.file)[0]
    return newest === undefined ? 0 : Date.parse(newest.made_at) + this.#options.interval_ms - Date.now()
  }

  #plan(wait_ms: number): void {
    if (this.#options.interval_ms === 0 || this.#stopped) return
    this.#timer = setTimeout(() => void this.#scheduled(), Math.min(Math.max(wait_ms, 1_000), LONGEST_WAIT_MS))
    this.#timer.unref()
  }

  async #scheduled(): Promise<void> {
    const due_in_ms = this.#dueIn()
    if (due_in_ms > 1_000) {
      this.#plan(due_in_ms)
      return
    }
    const made = await this.make('origin').then(
      () => true,
      () => false,
    )
    this.#plan(made ? this.#dueIn() : RETRY_MS)
  }
}

const pages = (sql: Database, pragma: 'page_count' | 'page_size') => sql.pragma(pragma, { simple: true }) as number

/** Copies a database that is in use to `to`, checks the copy, and only then gives it its name. */
export async function copyOnline(sql: Database, to: string, isAborted: () => boolean): Promise<void> {
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 })
  const unfinished = `${to}.part`
  try {
    await sql.backup(unfinished, {
      progress: () => {
        if (isAborted()) throw new Error('aborted')
        return PAGES_A_TURN
      },
    })
    const damage = await damageOfStandAlone(unfinished)
    if (damage !== null) throw new Error(`the copy is not whole: ${damage}`)
    await finishCopy(unfinished, to)
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(unfinished + end, { force: true })
  }
}

/** What is wrong with a copy, which is one file by itself from then on; null: it is whole. */
async function damageOfStandAlone(copy: string): Promise<string | null> {
  try {
    return await damageElsewhere(copy, true)
  } catch {
    // Some packed programs have no library in a thread.
    const sql = new SqliteDatabase(copy)
    sql.pragma('journal_mode = DELETE')
    sql.close()
    return damageOf(copy)
  }
}

/** Gives a copy its name once it is on disk; a large one takes a while for that, and nobody waits. */
async function finishCopy(unfinished: string, to: string): Promise<void> {
  protectFile(unfinished)
  const handle = await open(unfinished, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(unfinished, to)
  syncFolder(path.dirname(to))
}

function failed(to: string, reason: string, cause: unknown): StoreError {
  return new StoreError(`The backup ${to} could not be made: ${reason}.`, {
    code: 'backup_failed',
    file: to,
    hint: 'See that there is room on that disk. The database itself is not touched by a backup.',
    cause,
  })
}

function backupActivity(what: 'made' | 'failed', actor: string, to: string, reason: string | null): NewActivity {
  const message =
    what === 'made'
      ? `A backup of the database was made: ${path.basename(to)}.`
      : `No backup of the database could be made: ${reason}. It is tried again every ten minutes.`
  const severity = what === 'made' ? 'info' : 'error'
  return { type: `backup.${what}`, severity, actor, node_id: null, stream_path: null, message, data: { to, reason } }
}
