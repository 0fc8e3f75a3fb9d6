import { X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import type { Logger } from 'pino'

/** A certificate, with those that lead from it to its authority behind it, and its key; both as PEM. */
export interface TlsMaterial {
  readonly certificate_pem: string
  readonly key_pem: string
}

/** What a port proves itself with. */
export interface TlsCertificate {
  readonly current: TlsMaterial
  /** Calls the listener whenever another one takes its place; the function returned ends that. */
  onChanged(listener: (material: TlsMaterial) => void): () => void
}

/** Certificate files that cannot be used; the message says which, why, and what to do. */
export class CertificateError extends Error {
  readonly code = 'bad_certificate'
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CertificateError'
  }
}

/** A certificate that stays as it is: the node's own. */
export function fixedCertificate(material: TlsMaterial): TlsCertificate {
  return { current: material, onChanged: () => () => undefined }
}

/** How often the files are looked at, in ms. Whoever renews certificates does so weeks before the old one ends. */
const CHECK_INTERVAL_MS = 30_000

export interface CertificateFilesOptions {
  readonly certificate_file: string
  readonly key_file: string
  /** Default 30 s. */
  readonly check_interval_ms?: number
  readonly log: Logger
}

/** A certificate in two files that somebody else renews. A new one that cannot be used leaves the old one in place. */
export class CertificateFiles implements TlsCertificate {
  readonly #options: CertificateFilesOptions
  readonly #listeners = new Set<(material: TlsMaterial) => void>()
  readonly #timer: NodeJS.Timeout
  #current: TlsMaterial
  #seen: string
  #checking = false

  private constructor(options: CertificateFilesOptions, current: TlsMaterial, seen: string) {
    this.#options = options
    this.#current = current
    this.#seen = seen
    this.#timer = setInterval(() => void this.#check(), options.check_interval_ms ?? CHECK_INTERVAL_MS)
    this.#timer.unref()
  }

  /** @throws {CertificateError} they cannot be read, or do not fit together */
  static async open(options: CertificateFilesOptions): Promise<CertificateFiles> {
    const seen = await stamp(options)
    return new CertificateFiles(options, await load(options), seen)
  }

  get current(): TlsMaterial {
    return this.#current
  }

  onChanged(listener: (material: TlsMaterial) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#listeners.clear()
  }

  async #check(): Promise<void> {
    if (this.#checking) return
    this.#checking = true
    const { log, certificate_file } = this.#options
    try {
      const seen = await stamp(this.#options)
      if (seen === this.#seen) return
      this.#seen = seen
      this.#current = await load(this.#options)
      const { subject, validTo } = new X509Certificate(this.#current.certificate_pem)
      log.info(
        { event: 'certificate.changed', file: certificate_file, subject, valid_to: validTo },
        `new connections get the new certificate of ${certificate_file}, good until ${validTo}`,
      )
      for (const listener of this.#listeners) listener(this.#current)
    } catch (error) {
      log.error(
        { event: 'certificate.not_changed', file: certificate_file, err: error },
        `${error instanceof Error ? error.message : error} The certificate from before stays in use until the files are right.`,
      )
    } finally {
      this.#checking = false
    }
  }
}

/** Changes when one of the files does; a file that is not there is a change too. */
async function stamp({ certificate_file, key_file }: CertificateFilesOptions): Promise<string> {
  const stamps = await Promise.all(
    [certificate_file, key_file].map((file) =>
      stat(file).then(
        ({ mtimeMs, size, ino }) => `${mtimeMs}:${size}:${ino}`,
        (error: NodeJS.ErrnoException) => error.code ?? error.message,
      ),
    ),
  )
  return stamps.join(' ')
}

async function load({ certificate_file, key_file, log }: CertificateFilesOptions): Promise<TlsMaterial> {
  const [certificate_pem, key_pem] = await Promise.all([
    read(certificate_file, 'tls_certificate'),
    read(key_file, 'tls_key'),
  ])
  const certificate = parsed(certificate_file, certificate_pem)
  try {
    createSecureContext({ cert: certificate_pem, key: key_pem })
  } catch (error) {
    throw new CertificateError(
      `${key_file} is not the key of ${certificate_file}, or is no key in PEM without a passphrase: ${reasonOf(error)}. Put the pair that belongs together there.`,
      { cause: error },
    )
  }
  if (Date.parse(certificate.validTo) < Date.now()) {
    log.warn(
      { event: 'certificate.expired', file: certificate_file, valid_to: certificate.validTo },
      `the certificate in ${certificate_file} ended on ${certificate.validTo}: players refuse it. Renew it.`,
    )
  }
  return { certificate_pem, key_pem }
}

async function read(file: string, setting: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const text = `${file} cannot be read: ${reasonOf(error)}. ${setting} names a PEM file that the user of the node may read.`
    throw new CertificateError(text, { cause: error })
  }
}

function parsed(file: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (error) {
    throw new CertificateError(
      `${file} holds no certificate in PEM (it begins with -----BEGIN CERTIFICATE-----): ${reasonOf(error)}.`,
      { cause: error },
    )
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
