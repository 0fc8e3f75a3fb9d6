import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto'

/** A key that others are told from; DataKey. */
interface Derives {
  derive(purpose: string): Buffer
}

const PURPOSE = 'certificates:own-key'
const COORDINATE_BYTES = 32

/**
 * The key of the certificate that the own authority signs: told from the data key, so that it is the same after a restart and a command
 * which names it still works, and another after the data key was rotated. Whoever has the data key has the authority's key, too: nothing is
 * given away that was kept before.
 */
export function ownCertificateKey(data_key: Derives): KeyObject {
  const ecdh = createECDH('prime256v1')
  for (let attempt = 0; ; attempt += 1) {
    try {
      // 32 bytes are a scalar of P-256 but for one in 2^32: then the next ones are.
      ecdh.setPrivateKey(data_key.derive(`${PURPOSE}:${attempt}`))
      break
    } catch (error) {
      if (attempt >= 8) throw error
    }
  }
  const point = ecdh.getPublicKey()
  const coordinate = (at: number) => point.toString('base64url', at, at + COORDINATE_BYTES)
  // A scalar that begins with a zero byte is a byte shorter here, and RFC 7518 6.2.2.1 wants it whole.
  const scalar = Buffer.concat([Buffer.alloc(COORDINATE_BYTES), ecdh.getPrivateKey()]).subarray(-COORDINATE_BYTES)
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: coordinate(1),
      y: coordinate(1 + COORDINATE_BYTES),
      d: scalar.toString('base64url'),
    },
  })
}
