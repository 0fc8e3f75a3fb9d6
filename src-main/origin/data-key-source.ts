import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { writeWholeFile } from '../store/whole-file.ts'
import { DataKeyError } from '../trust/data-key-error.ts'

/** Where the data key of an origin is kept. */
export interface DataKeySource {
  /** What people are told it is: a path, or a name. */
  readonly where: string
  /** Whether {@link keep} can be asked. */
  readonly writable: boolean
  /** The keys as text; null: there are none yet. @throws {DataKeyError} data_key_exposed, data_key_unreadable */
  read(): Promise<string | null>
  /** Keeps them, whole or not at all, so that a power cut does not lose them. @throws {DataKeyError} data_key_unwritable */
  keep(text: string): Promise<void>
}

/** Name of the credential that systemd hands over (systemd.exec(5), LoadCredentialEncrypted=). */
const CREDENTIAL = 'headwater-data-key'

/** The key's file in a data directory. */
export function dataKeyFile(data_dir: string): string {
  return path.join(data_dir, 'data.key')
}

/** The place of the key of an origin that runs without a window: a credential of systemd if there is one, else a file. */
export function headlessKeySource(
  data_dir: string,
  environment: Readonly<Record<string, string | undefined>>,
): DataKeySource {
  const folder = environment.CREDENTIALS_DIRECTORY
  const credential = folder === undefined ? null : path.join(folder, CREDENTIAL)
  return credential !== null && existsSync(credential)
    ? credentialSource(credential)
    : fileSource(dataKeyFile(data_dir))
}

/** A file that its owner alone may read. */
export function fileSource(file: string): DataKeySource {
  return {
    where: file,
    writable: true,
    read: async () => {
      if (!existsSync(file)) return null
      refuseExposed(file)
      return readKey(file)
    },
    keep: async (text) => {
      try {
        writeWholeFile(file, text)
      } catch (error) {
        throw notKept(file, error)
      }
    },
  }
}

function credentialSource(file: string): DataKeySource {
  return {
    where: file,
    writable: false,
    read: async () => readKey(file),
    keep: async () => {
      throw notKept(file, new Error('a credential of systemd is read only'))
    },
  }
}

function refuseExposed(file: string): void {
  if (process.platform === 'win32') return
  const { mode } = statSync(file)
  if ((mode & 0o077) === 0) return
  throw new DataKeyError(
    'data_key_exposed',
    `Others than its owner may read or write the data key ${file} (mode ${(mode & 0o777).toString(8)}), so that it is no secret any more.`,
    `Take their rights away (chmod 600 ${file}). If somebody may have read it, then run "headwater origin rotate-data-key".`,
  )
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw unreadable(file, error)
  }
}

function unreadable(file: string, cause: unknown): DataKeyError {
  return new DataKeyError(
    'data_key_unreadable',
    `The data key ${file} cannot be read: ${(cause as Error).message}.`,
    'See that the user that the origin runs as may read it.',
    { cause },
  )
}

function notKept(where: string, cause: unknown): DataKeyError {
  return new DataKeyError(
    'data_key_unwritable',
    `The data key cannot be kept at ${where}: ${(cause as Error).message}.`,
    'See that this user may write there, and that the disk is not full.',
    { cause },
  )
}
