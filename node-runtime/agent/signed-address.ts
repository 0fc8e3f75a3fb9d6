import { createHmac, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { type SignedFacts, signedText, type ToldSigningKey } from '#contract/signing-key.ts'
import { patternFits } from '#contract/stream-policy.ts'
import { NetworkList } from './network-list.ts'

/** Who comes with an address, and for what. */
export interface SignedUse {
  readonly kind: SignedFacts['kind']
  readonly path: SignedFacts['path']
  /** IP address of the client. */
  readonly address: string
  /** The query of its address. */
  readonly query: string
}

const EXPIRE = /^\d{1,12}$/
const HEX = /^[0-9a-f]{64}$/i
const BASE64URL = /^[A-Za-z0-9_-]{43}=?$/

/**
 * Whether an address is signed for this use. The signature is looked at first, so that nobody learns anything of an address that they made up.
 * @returns null: it is good; else why it is not, `unsigned` where it says nothing of a signature
 */
export function signatureProblem(use: SignedUse, keys: readonly ToldSigningKey[], now_ms: number): string | null {
  const asked = new URLSearchParams(use.query)
  const [expire, token, ip] = [asked.get('expire'), asked.get('token'), asked.get('ip')]
  if (expire === null || token === null) return 'unsigned'
  const { kind, path } = use
  const given = EXPIRE.test(expire) ? bytesOf(token) : null
  const text = signedText({ kind, path, expire, ip })
  const is_signed = given !== null && keys.some((key) => patternFits(key.pattern, path) && isBy(key, text, given))
  if (!is_signed) return 'its signature is not for this stream, or not by a key that is good here'
  if (Number(expire) * 1_000 <= now_ms) return `it ran out at ${new Date(Number(expire) * 1_000).toISOString()}`
  if (ip !== null && !isWithin(use.address, ip)) return `it is for ${ip}, not for ${use.address}`
  return null
}

function isBy({ key }: ToldSigningKey, text: string, given: Buffer): boolean {
  return timingSafeEqual(createHmac('sha256', key).update(text).digest(), given)
}

/** The 32 bytes of a token in hexadecimal or in base64url; null: it is neither. */
function bytesOf(token: string): Buffer | null {
  if (HEX.test(token)) return Buffer.from(token, 'hex')
  if (!BASE64URL.test(token)) return null
  const bytes = Buffer.from(token, 'base64url')
  return bytes.length === 32 ? bytes : null
}

/** Whether a client's address is the one, or in the network, that an address is bound to. */
export function isWithin(address: string, bound: string): boolean {
  const version = isIP(bound)
  const network = version === 0 ? bound : `${bound}/${version === 4 ? 32 : 128}`
  try {
    return new NetworkList([network]).contains(address)
  } catch {
    // Whoever signed it wrote something else than a network there.
    return false
  }
}
