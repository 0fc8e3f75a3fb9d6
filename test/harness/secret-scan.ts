import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { commandLineOf, descendantsOf, environmentOf } from './processes.ts'

/** What secrets of ours look like: `kind_` and 32 bytes in base64url, keys as PEM, and the secret of a second factor. */
const SHAPES =
  /\b(?:enroll|node|sk|clt|signin|session|wall|device|datakey|stream|webhook)_(?=[A-Za-z_-]*\d)(?=[a-z0-9_-]*[A-Z])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|otpauth:\/\/[^\s"]*secret=[A-Z2-7]{16,}/g
/** So much of a text is looked at again with what comes after it, so that no secret hides where two pieces meet. */
const OVERLAP = 256
/** Files beyond this are media or no files of ours. */
const LARGEST_FILE_BYTES = 16 * 1024 * 1024

/** Passwords and keys that have no shape; see {@link noteSecret}. */
const noted = new Set<string>()
/** Where a secret was seen that should not be, with only so much of it as tells which it is. */
const leaks = new Set<string>()

/** From here on this is looked for in everything, too. At least 8 characters, so that it is nowhere by chance. */
export function noteSecret(secret: string): void {
  if (secret.length < 8) throw new Error('too short to be told from other text')
  noted.add(secret)
}

/** The first secret in a text, cut to what tells which it is; null: there is none. @param except what may be there */
export function secretIn(text: string, except: readonly string[] = []): string | null {
  for (const [found] of text.matchAll(SHAPES)) if (!except.includes(found)) return `${found.slice(0, 12)}...`
  for (const secret of noted) if (text.includes(secret) && !except.includes(secret)) return `${secret.slice(0, 4)}...`
  return null
}

/** Remembers it if there is a secret in a text that should have none. @param where for whoever reads that a test failed by it */
export function scanText(where: string, text: string, except: readonly string[] = []): void {
  const secret = secretIn(text, except)
  if (secret !== null) leaks.add(`${secret} in ${where}`)
}

/** As {@link scanText}, for a text that comes in pieces. */
export function scanPieces(where: string): (piece: string) => void {
  let before = ''
  return (piece) => {
    const text = before + piece
    scanText(where, text)
    before = text.slice(-OVERLAP)
  }
}

/** Looks at the arguments and the environment of a process and of all that it started. @param except what the test itself put there */
export function scanProcess(name: string, pid: number, except: readonly string[] = []): void {
  for (const one of [pid, ...descendantsOf(pid)]) {
    scanText(`the arguments of ${name}`, commandLineOf(one), except)
    scanText(`the environment of ${name}`, environmentOf(one), except)
  }
}

/** Looks at every file below a folder but those that hold a program's own secrets. */
export function scanFiles(folder: string): void {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || isKeptSecret(path) || statSync(path).size > LARGEST_FILE_BYTES) continue
    scanText(path, readFileSync(path, 'latin1'), isCompiledCode(path) ? KEY_BEGINNINGS : [])
  }
}

/** By these a library of SSH tells keys from other files; in what Node compiled of it they stand without any key. */
const KEY_BEGINNINGS = ['OPENSSH ', 'EC ', 'RSA ', 'DSA ', ''].map((kind) => `-----BEGIN ${kind}PRIVATE KEY-----`)

/** Where Node keeps what it compiled of our program and its libraries. */
function isCompiledCode(path: string): boolean {
  return path.includes('/compile-cache/')
}

/** Files whose purpose is to hold a secret; their modes are tested where they are made. */
function isKeptSecret(path: string): boolean {
  return /\/identity\/|\/data\.key$|\/\.?certificates?\/|\.pem$|\.key$/.test(path)
}

/** What was found since the last call. */
export function takeLeaks(): readonly string[] {
  const found = [...leaks]
  leaks.clear()
  return found
}
