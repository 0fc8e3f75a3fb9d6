/** One parser under attack. */
export interface FuzzTarget {
  readonly name: string
  /** Files whose code the fuzzer tries to reach, as ends of their paths or parts of them. */
  readonly covers: readonly string[]
  /** Longest input tried. */
  readonly max_bytes: number
  /** Bytes that mean something to the parser and that chance would take long to find. */
  readonly dictionary: readonly Buffer[]
  /** Inputs to begin with besides those of the corpus folder. */
  readonly seeds: readonly Buffer[]
  /**
   * Feeds the parser and checks what must hold whatever it is fed. Returns what kind of outcome it was, in few words: a kind never seen before makes
   * an input worth keeping as new code reached does.
   * @throws whatever shows that something did not hold
   */
  check(input: Buffer): string | Promise<string>
}

/** Something that must hold did not. */
export class PropertyBroken extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'PropertyBroken'
  }
}
