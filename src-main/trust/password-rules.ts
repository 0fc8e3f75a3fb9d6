import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '#contract/operators.ts'
import { TrustError } from './trust-error.ts'

/** What guessers try first of what is long enough, without digits and signs at the ends. */
const WORST = new Set([
  'password',
  'passwordpassword',
  'mypassword',
  'passw0rd',
  'letmein',
  'letmeinplease',
  'welcome',
  'welcomewelcome',
  'changeme',
  'changemeplease',
  'correcthorsebatterystaple',
  'iloveyou',
  'iloveyouforever',
  'administrator',
  'adminadmin',
  'adminadminadmin',
  'admin',
  'root',
  'rootroot',
  'qwerty',
  'qwertyuiop',
  'qwertyuiopasdfghjkl',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertyqwerty',
  'asdfghjkl',
  'zxcvbnm',
  'abcdefghijkl',
  'abcdefghijklmnopqrstuvwxyz',
  'qazwsxedcrfv',
  'headwater',
  'headwaterheadwater',
  'streaming',
  'livestream',
  'secret',
  'supersecret',
])

/**
 * Whether a password may be taken: long enough, and not among the first that are guessed. No rules about kinds of
 * characters, which make passwords worse (NIST SP 800-63B, 3.1.1.2).
 * @throws {TrustError} password_refused
 */
export function refuseWeakPassword(password: string, operator_name: string): void {
  const text = password.normalize('NFKC')
  const characters = [...text].length
  if (characters < PASSWORD_MIN_LENGTH || text.length > PASSWORD_MAX_LENGTH) {
    throw refused(
      `A password has ${PASSWORD_MIN_LENGTH} to ${PASSWORD_MAX_LENGTH} characters; this one has ${characters}.`,
    )
  }
  const lower = text.toLowerCase()
  const bare = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  const name = operator_name.normalize('NFKC').toLowerCase()
  if (WORST.has(bare) || isMonotonous(lower)) throw refused('This password is among the first that are guessed.')
  if (withoutName(lower, name).length < PASSWORD_MIN_LENGTH / 2) {
    throw refused('This password is your own name, or little more.')
  }
}

const withoutName = (text: string, name: string) => (name.length < 3 ? text : text.replaceAll(name, ''))

/** Few characters over and over, or one after the other: `aaaaaaaaaaaa`, `121212121212`, `123456789012`. */
function isMonotonous(text: string): boolean {
  if (new Set(text).size <= 3) return true
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0)
  const steps = codes.slice(1).map((code, at) => code - (codes[at] ?? 0))
  // A digit after 9 is 0 again.
  return steps.every((step) => step === 1 || step === -9) || steps.every((step) => step === -1 || step === 9)
}

const refused = (message: string) =>
  new TrustError(
    'password_refused',
    message,
    'A few words that have nothing to do with one another make a good one, or a password manager makes it.',
  )
