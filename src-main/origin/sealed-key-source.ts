import { existsSync, readFileSync, rmSync } from 'node:fs'
import { writeWholeFile } from '../store/whole-file.ts'
import { DataKeyError } from '../trust/data-key-error.ts'
import { joinedRing, readRing, ringText } from '../trust/data-key-ring.ts'
import { type DataKeySource, dataKeyFile, fileSource, headlessKeySource } from './data-key-source.ts'

/** Seals by what the system keeps for this user: a keyring, a keychain. */
export interface Sealer {
  /** Why nothing is sealed by it; null: it can be used. */
  whyNot(): Promise<string | null>
  /** @returns base64 */
  seal(text: string): Promise<string>
  /** @returns the text, and whether it should be sealed anew: the system has another key by now */
  open(sealed: string): Promise<{ readonly text: string; readonly reseal: boolean }>
}

interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Told why the key stays in a file, in words for the log. */
  readonly onPlain: (why: string) => void
}

const sealedFile = (data_dir: string) => `${dataKeyFile(data_dir)}.sealed`

/**
 * The place of the data key of the desktop app: sealed by the system's keyring in a file beside where it was in the clear, which is carried over
 * and removed. Where the system keeps no secrets it stays in the file of mode 0600, and that is said.
 * @throws {DataKeyError} data_key_unreadable: it is sealed, and the keyring does not open
 */
export async function desktopKeySource(data_dir: string, sealer: Sealer, around: Surroundings): Promise<DataKeySource> {
  const headless = headlessKeySource(data_dir, around.environment)
  // A credential that systemd hands over is kept better already.
  if (!headless.writable) return headless
  const sealed = sealedFile(data_dir)
  const why = await sealer.whyNot()
  if (why === null) return sealedSource(sealed, dataKeyFile(data_dir), sealer)
  if (existsSync(sealed)) throw unopened(sealed, why)
  around.onPlain(why)
  return headless
}

function sealedSource(sealed: string, plain: string, sealer: Sealer): DataKeySource {
  const keep = async (text: string) => {
    const bytes = await sealer.seal(text)
    // Nothing in the clear goes before it is known that this opens.
    if ((await sealer.open(bytes)).text !== text) throw unopened(sealed, 'what was just sealed does not open')
    writeWholeFile(sealed, bytes)
    rmSync(plain, { force: true })
  }
  return {
    where: `${sealed} (sealed by the keyring of this system)`,
    writable: true,
    read: async () => {
      const in_the_clear = existsSync(plain) ? await fileSource(plain).read() : null
      if (!existsSync(sealed)) {
        if (in_the_clear !== null) await keep(in_the_clear)
        return in_the_clear
      }
      const { text, reseal } = await sealer.open(readFileSync(sealed, 'utf8')).catch((error: unknown) => {
        throw unopened(sealed, error instanceof Error ? error.message : String(error))
      })
      // One that was put there since, by a restore or a command, opens what it sealed.
      const whole = in_the_clear === null ? text : both(text, in_the_clear, sealed, plain)
      if (reseal || in_the_clear !== null) await keep(whole)
      return whole
    },
    keep,
  }
}

function both(text: string, in_the_clear: string, sealed: string, plain: string): string {
  return ringText(joinedRing(readRing(text, sealed), readRing(in_the_clear, plain)))
}

function unopened(file: string, why: string): DataKeyError {
  return new DataKeyError(
    'data_key_unreadable',
    `The data key ${file} does not open: ${why}.`,
    `Unlock the keyring of this system and start again. If it is lost, the key is in a sealed file that was saved in the panel (Settings, Backups).`,
  )
}
