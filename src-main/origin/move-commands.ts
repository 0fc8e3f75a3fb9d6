import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import type { Command } from 'commander'
import { copyOnline } from '../store/backups.ts'
import { writeNextOrigin } from '../store/next-origin.ts'
import { restoreDatabase } from '../store/recover.ts'
import { readRing } from '../trust/data-key-ring.ts'
import { DataDirLock } from './data-dir-lock.ts'
import { dataKeyFile, fileSource, headlessKeySource } from './data-key-source.ts'
import { readMoveBundle, writeMoveBundle } from './move-bundle.ts'
import { OriginError } from './origin-error.ts'
import { originVersion } from './origin-version.ts'
import { databaseFile } from './start-origin.ts'

interface Where {
  readonly data_dir: string
  readonly cluster_id: string
}

/** Adds `headwater origin export` and `headwater origin import`. */
export function registerMoveCommands(origin: Command, whereOf: (command: Command) => Where): void {
  origin
    .command('export')
    .description('write all that another machine needs to be this origin into one sealed file, while it runs or not')
    .argument('<file>', 'where to')
    .requiredOption('--passphrase-file <file>', 'what the file is sealed by; - reads standard input')
    .option('--next-origin <url>', 'where the origin will be: its nodes dial there when nobody answers here any more')
    .option('--config <file>', 'headwater.yaml to read')
    .option('--data-dir <dir>', 'data directory of the origin')
    .addHelpText('after', exportHelp)
    .action(async (file: string, parsed: { passphraseFile: string; nextOrigin?: string }, command: Command) => {
      const where = whereOf(command)
      const next = parsed.nextOrigin === undefined ? null : originUrl(parsed.nextOrigin)
      await exportOrigin(where, path.resolve(file), readPassphrase(parsed.passphraseFile), next)
      const told = next === null ? '' : ` Its nodes dial ${next} when nobody answers here.`
      process.stdout.write(
        `${path.resolve(file)}\nWhat changes here from now on is not in it: stop this origin, then import it on the other machine.${told}\nSettings (headwater.yaml) are not in it; copy them as well.\n`,
      )
    })

  origin
    .command('import')
    .description('make a data directory the origin that was exported; no origin must run on it')
    .argument('<file>', 'what `headwater origin export` wrote')
    .requiredOption('--passphrase-file <file>', 'what the file is sealed by; - reads standard input')
    .option('--config <file>', 'headwater.yaml to read')
    .option('--data-dir <dir>', 'data directory of the origin')
    .addHelpText('after', importHelp)
    .action(async (file: string, parsed: { passphraseFile: string }, command: Command) => {
      const { data_dir } = whereOf(command)
      const cluster_id = await importOrigin(data_dir, path.resolve(file), readPassphrase(parsed.passphraseFile))
      process.stdout.write(
        `${data_dir} is the origin of cluster ${cluster_id} now. Start it; nodes that were told where it would be come by themselves.\n`,
      )
    })
}

async function exportOrigin(where: Where, to: string, passphrase: string, next: string | null): Promise<void> {
  const file = databaseFile(where.data_dir)
  const key = headlessKeySource(where.data_dir, process.env)
  const key_text = await key.read()
  if (!existsSync(file) || key_text === null) {
    const hint =
      'Name its --data-dir. A key that systemd keeps is written to data.key for the export (systemd-creds decrypt).'
    throw new OriginError('no_database', `${where.data_dir} holds no origin with its data key.`, hint)
  }
  readRing(key_text, key.where)
  const folder = mkdtempSync(path.join(where.data_dir, '.export-'))
  const sql = new SqliteDatabase(file, { timeout: 5_000 })
  try {
    // Before the copy: a node that is told has time to keep it while the copy is written.
    writeNextOrigin({ sql }, next)
    const copy = path.join(folder, 'origin.db')
    await copyOnline(sql, copy, () => false)
    await writeMoveBundle(to, copy, { cluster_id: where.cluster_id, version: originVersion, key_text }, passphrase)
  } finally {
    sql.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function importOrigin(data_dir: string, from: string, passphrase: string): Promise<string> {
  using _lock = DataDirLock.take(data_dir)
  const file = databaseFile(data_dir)
  if (existsSync(file)) {
    const hint = 'Import into an empty one (--data-dir), or move its origin.db and data.key away first.'
    throw new OriginError('data_dir_unusable', `${data_dir} holds an origin already.`, hint)
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'headwater-import-'))
  try {
    const database = path.join(folder, 'origin.db')
    const { cluster_id, key_text } = await readMoveBundle(from, passphrase, database)
    readRing(key_text, from)
    await fileSource(dataKeyFile(data_dir)).keep(key_text)
    restoreDatabase(file, database)
    // It is there now.
    const sql = new SqliteDatabase(file)
    writeNextOrigin({ sql }, null)
    sql.close()
    return cluster_id
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readPassphrase(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : path.resolve(file), 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw unreadable(file, error)
  }
}

function unreadable(file: string, cause: unknown): OriginError {
  const message = `The passphrase cannot be read from ${file}: ${(cause as Error).message}.`
  return new OriginError('bad_passphrase', message, 'Name a file that holds it, or - for standard input.', { cause })
}

function originUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && /^https?:$/.test(url.protocol)) return url.href.replace(/\/$/, '')
  throw new OriginError('bad_flag', `${text} is no address of an origin.`, 'It is like http://10.0.0.11:8090.')
}

const exportHelp = `
The file holds the database and the data key, sealed by the passphrase (scrypt, AES-256-GCM): whoever has both has the cluster.

Example:
  $ headwater origin export /mnt/stick/studio.hwmove --passphrase-file ~/passphrase --next-origin http://10.0.0.11:8090
      then stop this origin, and import the file there`

const importHelp = `
The data directory must hold no origin yet. Start the origin under the address that --next-origin named, or under the name that the nodes know.

Example:
  $ headwater origin import /mnt/stick/studio.hwmove --passphrase-file ~/passphrase --data-dir /srv/headwater`
