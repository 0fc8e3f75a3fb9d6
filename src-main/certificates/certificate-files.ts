import { X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import type { Logger } from 'pino'
import type { CertificateState } from '#contract/certificates.ts'
import { CertificateError } from './certificate-error.ts'
import type { CertificatePair } from './certificate-pair.ts'
import type { ShownCertificates } from './shown-certificates.ts'

/** How often the files are looked at, in ms. */
const CHECK_INTERVAL_MS = 2_000

export interface CertificateFilesOptions {
  readonly certificate_file: string
  readonly key_file: string
  readonly shown: ShownCertificates
  /** Default 2 s. */
  readonly check_interval_ms?: number
  /** Told of every pair that is taken and of every one that is not; for the activity log. */
  readonly onLooked?: (looked: { readonly problem: string | null }) => void
  readonly log: Logger
}

/** A certificate in two files that somebody else renews. A pair that cannot be used leaves the one from before in place. */
export class CertificateFiles {
  readonly #options: CertificateFilesOptions
  readonly #timer: NodeJS.Timeout
  #seen: string
  #problem: string | null = null
  #checking: Promise<void> | null = null

  private constructor(options: CertificateFilesOptions, seen: string) {
    this.#options = options
    this.#seen = seen
    this.#timer = setInterval(() => void this.check(), options.check_interval_ms ?? CHECK_INTERVAL_MS)
    this.#timer.unref()
  }

  /** @throws {CertificateError} they cannot be read, or do not fit together */
  static async open(options: CertificateFilesOptions): Promise<CertificateFiles> {
    const seen = await stampOf(options)
    options.shown.show('files', await loadCertificateFiles(options))
    return new CertificateFiles(options, seen)
  }

  state(): CertificateState {
    return {
      source: 'files',
      shown_by: 'origin',
      certificate: this.#options.shown.of('files'),
      problem: this.#problem ?? endedText(this.#options),
      next_try_at: null,
    }
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Looks now, and has the pair shown if it is another one; done when it has looked. */
  check(): Promise<void> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = null
    })
    return this.#checking
  }

  async #check(): Promise<void> {
    const { log, certificate_file, shown, onLooked } = this.#options
    const seen = await stampOf(this.#options)
    if (seen === this.#seen) return
    this.#seen = seen
    try {
      const { valid_until } = shown.show('files', await loadCertificateFiles(this.#options))
      this.#problem = null
      log.info(
        { event: 'certificate.changed', file: certificate_file, valid_until },
        `new connections get the new certificate of ${certificate_file}, good until ${valid_until}`,
      )
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#problem = `${reason} The certificate from before stays in use until the files are right.`
      log.error({ event: 'certificate.not_changed', file: certificate_file, err: error }, this.#problem)
    }
    onLooked?.({ problem: this.#problem })
  }
}

function endedText({ shown, certificate_file }: CertificateFilesOptions): string | null {
  const valid_until = shown.of('files')?.valid_until
  if (valid_until === undefined || Date.parse(valid_until) > Date.now()) return null
  return `The certificate in ${certificate_file} ended on ${valid_until}: browsers refuse it. Renew it.`
}

/** Changes when one of the files does; a file that is not there is a change too. */
async function stampOf({ certificate_file, key_file }: CertificateFilesOptions): Promise<string> {
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

/** A pair of PEM files as it is now. @throws {CertificateError} they cannot be read, or do not fit together */
export async function loadCertificateFiles({
  certificate_file,
  key_file,
}: Pick<CertificateFilesOptions, 'certificate_file' | 'key_file'>): Promise<CertificatePair> {
  const [certificate_pem, key_pem] = await Promise.all([
    read(certificate_file, 'tls.certificate'),
    read(key_file, 'tls.key'),
  ])
  try {
    new X509Certificate(certificate_pem)
  } catch (error) {
    const text = `${certificate_file} holds no certificate in PEM (it begins with -----BEGIN CERTIFICATE-----): ${reasonOf(error)}.`
    throw new CertificateError(text, { cause: error })
  }
  try {
    createSecureContext({ cert: certificate_pem, key: key_pem })
  } catch (error) {
    const text = `${key_file} is not the key of ${certificate_file}, or is no key in PEM without a passphrase: ${reasonOf(error)}. Put the pair that belongs together there.`
    throw new CertificateError(text, { cause: error })
  }
  return { certificate_pem, key_pem }
}

async function read(file: string, setting: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const text = `${file} cannot be read: ${reasonOf(error)}. ${setting} names a PEM file that the user of the origin may read.`
    throw new CertificateError(text, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
