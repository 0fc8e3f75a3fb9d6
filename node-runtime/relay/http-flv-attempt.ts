import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Peer } from '#contract/control-channel.ts'
import { playUrl } from '#contract/media-urls.ts'
import { RELAY_SILENCE_LIMIT_MS } from '#contract/relay-protocol.ts'
import type { MediaUnit } from '../media/unit.ts'
import { FlvDemuxer } from '../protocols/flv/to-stream.ts'
import type { RelayAttemptOptions, RelayLoss } from './relay-attempt.ts'

/** A member may send us on within itself so often, for example to an address with a token. */
const MAX_REDIRECTS = 3
/** Largest head of an answer, in bytes. */
const MAX_HEADER_BYTES = 16 * 1024

export type HttpFlvAttemptOptions = Omit<RelayAttemptOptions, 'dial' | 'source' | 'onInterrupted'> & {
  readonly source: Peer
}

/**
 * One pull from a foreign member, as a viewer would: `GET /APP/NAME.flv` at its address (contracts/monibuca.md M-22), over TLS where it said so.
 * It asks that member and nobody else, says nothing about this cluster, and hands on nothing of an answer that is no FLV. The
 * first media is what accepts it; there is no word for the end, so an answer that ends is a loss. Over with `close()` or `onLost`.
 */
export class HttpFlvAttempt {
  readonly #options: HttpFlvAttemptOptions
  readonly #demuxer: FlvDemuxer
  readonly #origin: string
  #request: ClientRequest | null = null
  #silence_watch: NodeJS.Timeout | null = null
  #heard_at = performance.now()
  #was_silent = false
  #accepted = false
  #over = false
  #bytes = 0

  constructor(options: HttpFlvAttemptOptions) {
    this.#options = options
    this.#demuxer = new FlvDemuxer({ header: 'file', onUnit: (unit) => this.#onUnit(unit) })
    const url = new URL(playUrl(options.source.endpoints, 'flv', options.pull.stream_path))
    this.#origin = url.origin
    this.#ask(url, 0)
  }

  /** Bytes of FLV received so far. */
  get bytes(): number {
    return this.#bytes
  }

  /** Ends it without a word to the callbacks. Idempotent. */
  close(): void {
    this.#over = true
    if (this.#silence_watch !== null) clearInterval(this.#silence_watch)
    this.#request?.destroy()
  }

  #ask(url: URL, redirects: number): void {
    const how = {
      agent: false as const,
      maxHeaderSize: MAX_HEADER_BYTES,
      headers: { Accept: 'video/x-flv', 'Accept-Encoding': 'identity', 'User-Agent': 'Headwater' },
    }
    const request = url.protocol === 'https:' ? requestHttps(url, how) : requestHttp(url, how)
    this.#request = request
    request.on('response', (answer) => this.#onAnswer(url, answer, redirects))
    request.on('error', (error) => {
      if (this.#request === request) this.#lose(`${this.#options.source.name} cannot be asked: ${error.message}`)
    })
    request.end()
  }

  #onAnswer(url: URL, answer: IncomingMessage, redirects: number): void {
    const { name } = this.#options.source
    const { statusCode: status = 0, headers } = answer
    if (status >= 300 && status < 400 && headers.location !== undefined) {
      this.#follow(url, headers.location, redirects)
      return
    }
    const { 'content-encoding': encoding = 'identity' } = headers
    if (status !== 200 || encoding !== 'identity') {
      const what =
        status === 200 ? `packed its answer (${encoding}), unasked` : `answered ${status} to GET ${url.pathname}`
      this.#lose(`${name} ${what}`, 'refused')
      return
    }
    answer.on('data', (chunk: Buffer) => this.#onData(chunk))
    answer.on('error', (error) => this.#lose(`the connection to ${name} broke: ${error.message}`))
    answer.on('end', () => this.#lose(`${name} ended its answer`))
    answer.on('close', () => this.#lose(`${name} closed the connection`))
  }

  /** To the same member only: whoever controls its answers shall not decide whom this node asks. */
  #follow(from: URL, location: string, redirects: number): void {
    const { name } = this.#options.source
    const to = URL.canParse(location, from.href) ? new URL(location, from) : null
    if (to === null || to.origin !== this.#origin) {
      this.#lose(`${name} sends on to ${to?.host ?? 'nowhere'}, which is not that member; nobody was asked`, 'refused')
      return
    }
    if (redirects >= MAX_REDIRECTS) {
      this.#lose(`${name} sends on again and again`, 'refused')
      return
    }
    const before = this.#request
    this.#ask(to, redirects + 1)
    before?.destroy()
  }

  #onData(chunk: Buffer): void {
    if (this.#over) return
    this.#heard_at = performance.now()
    this.#bytes += chunk.length
    try {
      this.#demuxer.push(chunk)
    } catch (error) {
      this.#lose(`${this.#options.source.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  #onUnit(unit: MediaUnit): void {
    if (this.#over) return
    if (!this.#accepted) this.#accept()
    this.#options.onUnit(unit)
  }

  #accept(): void {
    const { pull, source, onAccepted, silence_limit_ms: limit_ms = RELAY_SILENCE_LIMIT_MS } = this.#options
    this.#accepted = true
    this.#silence_watch = setInterval(() => this.#watchSilence(limit_ms), Math.ceil(limit_ms / 12))
    onAccepted(pull.session_id, [source.node_id])
  }

  #watchSilence(limit_ms: number): void {
    // Twice in a row: when this very process was stopped for a while, what came meanwhile is read between two looks.
    const silent = performance.now() - this.#heard_at > limit_ms
    if (silent && this.#was_silent) {
      this.#lose(`nothing was heard from ${this.#options.source.name} for ${limit_ms} ms`)
    }
    this.#was_silent = silent
  }

  #lose(error: string, loss: RelayLoss = this.#accepted ? 'broken' : 'unreachable'): void {
    if (this.#over) return
    this.close()
    this.#options.onLost(error, loss, null)
  }
}
