import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { MediaCertificateTold } from '#contract/control-channel.ts'
import type { TlsCertificate, TlsMaterial } from '../protocols/tls/certificate.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

const keptSchema = z.object({
  chain_pem: z.string(),
  key_pem: z.string(),
  /** The key was made here; else the origin sent it. */
  own_key: z.boolean(),
})

const fileOf = (data_dir: string) => join(data_dir, 'identity', 'media-certificate.json')

export interface MediaCertificateOptions {
  readonly data_dir: string
  /** What is shown until the origin gives a certificate: what the node signed itself. */
  readonly fallback: TlsMaterial
  readonly log: Logger
}

/** What this node's ports prove themselves with to players and publishers: what the origin gave last, kept over restarts. */
export class MediaCertificate implements TlsCertificate {
  readonly #options: MediaCertificateOptions
  readonly #listeners = new Set<(material: TlsMaterial) => void>()
  #current: TlsMaterial
  #own_key_pem: string | null
  #writing: Promise<void> = Promise.resolve()

  private constructor(options: MediaCertificateOptions, kept: z.infer<typeof keptSchema> | null) {
    this.#options = options
    this.#current = kept === null ? options.fallback : { certificate_pem: kept.chain_pem, key_pem: kept.key_pem }
    this.#own_key_pem = kept?.own_key === true ? kept.key_pem : null
  }

  static async open(options: MediaCertificateOptions): Promise<MediaCertificate> {
    return new MediaCertificate(options, await load(options))
  }

  get current(): TlsMaterial {
    return this.#current
  }

  onChanged(listener: (material: TlsMaterial) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A request (PKCS #10, PEM) for a certificate for a key that never leaves this node. */
  async request(): Promise<string> {
    // Loaded only here: its libraries take longer to load than everything else of this program.
    const { makeCertificateRequest } = await import('./node-certificate.ts')
    this.#own_key_pem ??= generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }) as string
    return await makeCertificateRequest(this.#own_key_pem)
  }

  /** The origin gave one: new connections are shown it, the others go on. */
  async told({ chain_pem, key_pem }: MediaCertificateTold): Promise<void> {
    const { data_dir, log } = this.#options
    const key = key_pem ?? this.#own_key_pem
    if (key === null || !fits(chain_pem, key)) {
      log.error(
        { event: 'media_certificate.unfit' },
        'the origin sent a certificate for the media port that does not fit its key',
      )
      return
    }
    const kept = { chain_pem, key_pem: key, own_key: key_pem === null }
    this.#writing = this.#writing
      .then(() => writePrivateFile(fileOf(data_dir), `${JSON.stringify(kept)}\n`))
      .catch((error: unknown) => {
        log.error(
          { event: 'media_certificate.not_written', err: error },
          `the certificate of the media port cannot be kept in ${data_dir}`,
        )
      })
    await this.#writing
    this.#current = { certificate_pem: chain_pem, key_pem: key }
    const { subjectAltName, validTo } = new X509Certificate(chain_pem)
    log.info(
      { event: 'media_certificate.changed', names: subjectAltName, valid_until: validTo },
      `players are shown a certificate that is good until ${validTo}`,
    )
    for (const listener of this.#listeners) listener(this.#current)
  }

  /** Done when what was told is on disk. */
  async stop(): Promise<void> {
    this.#listeners.clear()
    await this.#writing
  }
}

async function load({ data_dir, log }: MediaCertificateOptions): Promise<z.infer<typeof keptSchema> | null> {
  try {
    const text = await readPrivateFile(fileOf(data_dir))
    if (text === null) return null
    const kept = keptSchema.parse(JSON.parse(text))
    return fits(kept.chain_pem, kept.key_pem) ? kept : null
  } catch (error) {
    // The origin gives another one.
    log.warn({ event: 'media_certificate.unreadable', err: error }, 'the certificate of the media port cannot be read')
    return null
  }
}

/** Whether a pair belongs together and is good today. */
function fits(chain_pem: string, key_pem: string): boolean {
  try {
    createSecureContext({ cert: chain_pem, key: key_pem })
    return Date.parse(new X509Certificate(chain_pem).validTo) > Date.now()
  } catch {
    return false
  }
}
