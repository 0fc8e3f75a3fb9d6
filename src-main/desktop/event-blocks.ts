/** One event of a stream of server-sent events (HTML living standard, 9.2). */
export interface EventBlock {
  readonly id: string | null
  readonly data: string
}

/** A block that grows beyond this is no event of ours. */
const MAX_BLOCK_CHARACTERS = 4 * 1024 * 1024

/** Takes a stream of server-sent events apart, in whatever pieces it comes. */
export class EventBlocks {
  readonly #decoder = new TextDecoder()
  #text = ''

  /** @returns the events that this chunk completes @throws {Error} where it is no such stream */
  take(chunk: Uint8Array): EventBlock[] {
    this.#text += this.#decoder.decode(chunk, { stream: true })
    const blocks = this.#text.split(/\r?\n\r?\n/)
    this.#text = blocks.pop() ?? ''
    if (this.#text.length > MAX_BLOCK_CHARACTERS) throw new Error('the stream of events holds no event')
    return blocks.flatMap(readBlock)
  }
}

function readBlock(block: string): EventBlock[] {
  const fields = block.split(/\r?\n/).map((line) => /^(\w+): ?(.*)$/.exec(line))
  const data = fields.filter((field) => field?.[1] === 'data').map((field) => field?.[2] ?? '')
  if (data.length === 0) return []
  return [{ id: fields.find((field) => field?.[1] === 'id')?.[2] ?? null, data: data.join('\n') }]
}
