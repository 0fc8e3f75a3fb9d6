/** Shorter texts are no secrets, and taking them out would leave nothing to read. */
const SHORTEST = 3
const MASK = '•••'

/** Texts that must not be written anywhere, and how they are taken out. */
export class Masks {
  /** The longest first, so that no piece of one is left where another is within it. */
  #secrets: string[] = []

  /** Every line of a secret by itself counts as well: a log is written by lines. */
  add(secret: string | null | undefined): void {
    if (secret === null || secret === undefined) return
    const parts = [secret, ...secret.split(/\r?\n/).filter((line) => line.length >= 20)]
    const fresh = parts.map((part) => part.trim()).filter((part) => part.length >= SHORTEST)
    this.#secrets = [...new Set([...this.#secrets, ...fresh])].sort((one, other) => other.length - one.length)
  }

  clean(text: string): string {
    return this.#secrets.reduce((left, secret) => left.replaceAll(secret, MASK), text)
  }
}
