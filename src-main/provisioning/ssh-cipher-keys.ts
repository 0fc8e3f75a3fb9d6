import { createSecretKey } from 'node:crypto'
import type { Client } from 'ssh2'

/** What ssh2 keeps of a connection's ciphers, under names of its own. */
interface Ciphers {
  readonly _protocol?: {
    readonly _cipher?: { _encKey?: unknown }
    readonly _decipher?: { _decipherKey?: unknown }
  }
}

/**
 * ssh2 makes a cipher anew for each packet (RFC 5647 has it so), from a key in a Buffer, which Node.js first finds out to be no key object, and
 * then makes one of: three quarters of what a small packet costs. From here on the connection has its keys as such objects, after each
 * exchange of keys. Where another ssh2 keeps them elsewhere, nothing is changed.
 */
export function keepKeysAsObjects(client: Client): void {
  client.on('handshake', () => {
    const { _cipher, _decipher } = (client as unknown as Ciphers)._protocol ?? {}
    if (Buffer.isBuffer(_cipher?._encKey)) _cipher._encKey = createSecretKey(_cipher._encKey)
    if (Buffer.isBuffer(_decipher?._decipherKey)) _decipher._decipherKey = createSecretKey(_decipher._decipherKey)
  })
}

/** Whether the keys are objects, in both directions. */
export function hasKeysAsObjects(client: Client): boolean {
  const { _cipher, _decipher } = (client as unknown as Ciphers)._protocol ?? {}
  return [_cipher?._encKey, _decipher?._decipherKey].every((key) => typeof key === 'object' && !Buffer.isBuffer(key))
}
