import path from 'node:path'
import type { Command } from 'commander'
import { openStore } from '../store/store.ts'
import { DataDirLock } from './data-dir-lock.ts'
import { dataKeyFile, fileSource } from './data-key-source.ts'
import { rotateDataKey } from './rotate-data-key.ts'
import { databaseFile } from './start-origin.ts'

/** Adds `headwater origin rotate-data-key`. */
export function registerDataKeyCommands(origin: Command, dataDirOf: (command: Command) => string): void {
  origin
    .command('rotate-data-key')
    .description('make a new data key and seal all secrets in the database by it; the origin must not run')
    .option('--config <file>', 'headwater.yaml to read')
    .option('--data-dir <dir>', 'data directory of the origin')
    .option('--key-file <file>', 'where the key is, and the new one goes; without it data.key in the data directory')
    .option('--forget-old', 'keep no earlier key; the secrets in backups made until now cannot be opened any more')
    .addHelpText('after', rotateHelp)
    .action(async (parsed: { keyFile?: string; forgetOld?: boolean }, command: Command) => {
      const data_dir = dataDirOf(command)
      using _lock = DataDirLock.take(data_dir)
      const source = fileSource(path.resolve(parsed.keyFile ?? dataKeyFile(data_dir)))
      const store = openStore(databaseFile(data_dir))
      try {
        const { id, sealed_anew, kept } = await rotateDataKey(source, store.sql, new Date(), parsed.forgetOld === true)
        const earlier = kept === 0 ? 'No earlier key is kept' : `${kept} earlier kept, for the backups`
        process.stdout.write(`The data key is ${id} now; ${sealed_anew} secrets are sealed by it. ${earlier}.\n`)
      } finally {
        store.close()
      }
    })
}

const rotateHelp = `
Earlier keys stay in the file, as the backups made until now lie under them; --forget-old removes them. A key that systemd keeps is
written to a file first, and encrypted again afterwards (systemd-creds decrypt, systemd-creds encrypt).

Example:
  $ headwater origin rotate-data-key --data-dir /srv/headwater`
