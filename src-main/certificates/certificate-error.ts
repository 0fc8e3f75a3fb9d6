/** A certificate that cannot be had or used; the message says which, why, and what to do. */
export class CertificateError extends Error {
  readonly code = 'bad_certificate'
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CertificateError'
  }
}
