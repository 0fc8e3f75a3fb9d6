import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { PasskeyAnswer } from '#contract/operators.ts'

type Credential = PasskeyAnswer['response']

/** Flags of authenticator data (Web Authentication, 6.1). */
const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04
const HAS_CREDENTIAL = 0x40

/** An authenticator in software: one passkey, ES256, attestation "none". */
export class SoftwareAuthenticator {
  readonly id = randomBytes(16)
  readonly #private: KeyObject
  readonly #cose: Buffer
  #counter = 0
  /** Whether it asks for a finger, as it was told to. */
  verifies_user = true

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    this.#private = privateKey
    const point = (coordinate: string) => cborBytes(Buffer.from(coordinate, 'base64url'))
    // {1: 2, 3: -7, -1: 1, -2: x, -3: y} (RFC 9053, 7.1.1)
    this.#cose = Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
      point(x),
      Buffer.from([0x22]),
      point(y),
    ])
  }

  create(options: Readonly<Record<string, unknown>>, origin: string): Credential {
    const rp_id = (options.rp as { id: string }).id
    const length = Buffer.from([0, this.id.length])
    const attested = Buffer.concat([Buffer.alloc(16), length, this.id, this.#cose])
    const auth_data = Buffer.concat([this.#authData(rp_id, HAS_CREDENTIAL), attested])
    // {"fmt": "none", "attStmt": {}, "authData": bytes}
    const attestation = Buffer.concat([
      Buffer.from([0xa3]),
      cborText('fmt'),
      cborText('none'),
      cborText('attStmt'),
      Buffer.from([0xa0]),
      cborText('authData'),
      cborBytes(auth_data),
    ])
    return this.#credential({
      clientDataJSON: clientData('webauthn.create', options, origin).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
    })
  }

  get(options: Readonly<Record<string, unknown>>, origin: string): Credential {
    this.#counter += 1
    const auth_data = this.#authData(String(options.rpId), 0)
    const client_data = clientData('webauthn.get', options, origin)
    const signed = Buffer.concat([auth_data, createHash('sha256').update(client_data).digest()])
    return this.#credential({
      clientDataJSON: client_data.toString('base64url'),
      authenticatorData: auth_data.toString('base64url'),
      signature: sign('sha256', signed, this.#private).toString('base64url'),
    })
  }

  #authData(rp_id: string, flags: number): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.#counter)
    const all_flags = flags | USER_PRESENT | (this.verifies_user ? USER_VERIFIED : 0)
    return Buffer.concat([createHash('sha256').update(rp_id).digest(), Buffer.from([all_flags]), counter])
  }

  #credential(response: Record<string, unknown>): Credential {
    const id = this.id.toString('base64url')
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} }
  }
}

function clientData(type: string, { challenge }: Readonly<Record<string, unknown>>, origin: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
}

const cborText = (text: string) => Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)])

function cborBytes(bytes: Buffer): Buffer {
  const head = bytes.length < 256 ? [0x58, bytes.length] : [0x59, bytes.length >> 8, bytes.length & 0xff]
  return Buffer.concat([Buffer.from(head), bytes])
}
