import type { TlsCertificate, TlsMaterial } from '../protocols/tls/certificate.ts'

/** The certificate of a worker's ports: what the owner said last. */
export class ToldCertificate implements TlsCertificate {
  readonly #listeners = new Set<(material: TlsMaterial) => void>()
  #current: TlsMaterial

  constructor(current: TlsMaterial) {
    this.#current = current
  }

  get current(): TlsMaterial {
    return this.#current
  }

  onChanged(listener: (material: TlsMaterial) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Another one takes its place. */
  tell(material: TlsMaterial): void {
    this.#current = material
    for (const listener of this.#listeners) listener(material)
  }
}
