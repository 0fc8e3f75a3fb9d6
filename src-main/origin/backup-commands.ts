import path from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import type { Command } from 'commander'
import { backupFolder, backupName } from '../store/backup-files.ts'
import { copyOnline } from '../store/backups.ts'
import { endedText, type Restored, restoreDatabase, whatStaysEnded } from '../store/recover.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore } from '../store/store.ts'
import { DataDirLock } from './data-dir-lock.ts'
import { OriginError } from './origin-error.ts'
import { originLog } from './origin-log.ts'
import { restoredActivity } from './restore-activity.ts'
import { databaseFile } from './start-origin.ts'

/** Adds `headwater origin backup` and `headwater origin restore`. */
export function registerBackupCommands(origin: Command, dataDirOf: (command: Command) => string): void {
  origin
    .command('backup')
    .description("copy the origin's database, while it runs or not, and check the copy")
    .argument('[file]', 'where to; without it into backups/ in the data directory')
    .option('--config <file>', 'headwater.yaml to read')
    .option('--data-dir <dir>', 'data directory of the origin')
    .addHelpText('after', backupHelp)
    .action(async (file: string | undefined, _parsed: unknown, command: Command) => {
      const database = databaseFile(dataDirOf(command))
      const to = path.resolve(file ?? path.join(backupFolder(database), backupName(new Date())))
      await backUp(database, to)
      process.stdout.write(`${to}\n`)
    })

  origin
    .command('restore')
    .description('put a backup in the place of the database; the origin must not run')
    .argument('<file>', 'the backup')
    .option('--config <file>', 'headwater.yaml to read')
    .option('--data-dir <dir>', 'data directory of the origin')
    .addHelpText('after', restoreHelp)
    .action((file: string, _parsed: unknown, command: Command) => {
      const data_dir = dataDirOf(command)
      using _lock = DataDirLock.take(data_dir)
      const database = databaseFile(data_dir)
      const from = path.resolve(file)
      const restored = restoreDatabase(database, from, (trial) => whatStaysEnded(trial, database))
      record(database, from, restored)
      const { aside, ended } = restored
      const before = aside === null ? '' : ` What was there is kept as ${aside}.`
      process.stdout.write(
        `${file} is the database of ${data_dir} now.${before}${endedText(ended)} Start the origin: its nodes come back by themselves.\n`,
      )
    })
}

/** What was done, in the database that holds from now on: a later restore goes by it, too. */
function record(database: string, from: string, restored: Restored): void {
  const store = openStore(database)
  const activity = new SqliteActivityLog(store, { log: originLog('error', false) })
  try {
    activity.record(restoredActivity(from, restored, 'command line'))
  } finally {
    activity.stop()
    store.close()
  }
}

async function backUp(database: string, to: string): Promise<void> {
  const sql = openForReading(database)
  try {
    await copyOnline(sql, to, () => false)
  } catch (error) {
    throw notMade(to, error)
  } finally {
    sql.close()
  }
}

function openForReading(database: string): Database {
  try {
    return new SqliteDatabase(database, { fileMustExist: true, readonly: true })
  } catch (error) {
    throw notOpened(database, error)
  }
}

function notOpened(database: string, cause: unknown): OriginError {
  const hint = 'Name the data directory of the origin with --data-dir.'
  return new OriginError('no_database', `${database} cannot be opened: ${(cause as Error).message}.`, hint, { cause })
}

function notMade(to: string, cause: unknown): OriginError {
  const hint =
    'See that there is room on that disk and that this user may write there. The database itself is not touched.'
  return new OriginError('backup_failed', `The backup ${to} could not be made: ${(cause as Error).message}.`, hint, {
    cause,
  })
}

const backupHelp = `
The file is printed. The origin makes backups by itself too, each backup_interval (24h), and keeps the newest backups_kept (14).

Examples:
  $ headwater origin backup
  $ headwater origin backup /mnt/elsewhere/headwater.db --data-dir /srv/headwater`

const restoreHelp = `
The backup is checked first, and brought to the form of this program on a copy; what was there is kept beside it. On another machine: install
Headwater there, restore into its data directory, and start it under the name or address that the nodes know.

Example:
  $ headwater origin restore /mnt/elsewhere/headwater.db --data-dir /srv/headwater`
