import { createSocket } from 'node:dgram'
import { isIPv6, connect as tcpConnect } from 'node:net'
import { type Answer, decode, encode, RECURSION_DESIRED, type RecordType, type TxtAnswer } from 'dns-packet'
import { CertificateError } from '../certificate-error.ts'
import { checkAnswer, signMessage, type TsigKey } from './tsig.ts'
import { type TxtChange, updateMessage } from './update-message.ts'

export interface DnsServerOptions {
  readonly host: string
  readonly port: number
  readonly key: TsigKey
  /** How long an answer over UDP is waited for, twice, before TCP is tried, in ms; default 2 s. */
  readonly udp_timeout_ms?: number
  /** And over TCP; default 5 s. */
  readonly tcp_timeout_ms?: number
}

const UDP_TIMEOUT_MS = 2_000
const TCP_TIMEOUT_MS = 5_000
const UDP_TRIES = 2
const MAX_MESSAGE_BYTES = 65_535

/** What stands behind the answer codes of an update (RFC 1035 4.1.1, RFC 2136 2.2). */
const REFUSALS: Readonly<Record<string, string>> = {
  FORMERR: 'it does not understand dynamic updates (FORMERR)',
  SERVFAIL: 'it failed (SERVFAIL): its log says why; often the zone file is not writable for it',
  NOTIMP: 'it takes no dynamic updates (NOTIMP)',
  REFUSED: 'it refuses them (REFUSED): allow the key in update-policy or allow-update of the zone',
  NOTAUTH: 'it is not the primary server of the zone, or does not take the key (NOTAUTH)',
  NOTZONE: 'the name is not in the zone (NOTZONE)',
}

/** RFC 8945 5.2. */
const KEY_REFUSALS: Readonly<Record<number, string>> = {
  16: 'the secret of the key is another one there (BADSIG): check tls.dns_tsig_secret',
  17: 'it knows no key of this name and algorithm (BADKEY): check tls.dns_tsig_name and tls.dns_tsig_algorithm',
  18: 'the clocks are more than five minutes apart (BADTIME): set the clock of either machine right',
}

/** A DNS server that takes dynamic updates by a key (RFC 2136, RFC 8945). */
export class DnsServer {
  readonly #options: DnsServerOptions

  constructor(options: DnsServerOptions) {
    this.#options = options
  }

  /** The zone that a name is in, as the server has it. @throws {CertificateError} where it has none */
  async zoneOf(name: string, signal: AbortSignal): Promise<string> {
    const { answers, authorities, rcode } = await this.#ask(name, 'SOA', signal)
    const soa = [...(answers ?? []), ...(authorities ?? [])].find(({ type }) => type === 'SOA')
    if (soa !== undefined) return soa.name
    throw new CertificateError(
      `The DNS server ${this.#where()} has no zone for ${name} (${rcode ?? 'no answer of authority'}). tls.dns_server names the primary server of the zone.`,
    )
  }

  /** The values of the TXT records of a name. */
  async textsOf(name: string, signal: AbortSignal): Promise<string[]> {
    const { answers } = await this.#ask(name, 'TXT', signal)
    const texts = (answers ?? []).filter((answer): answer is TxtAnswer => answer.type === 'TXT')
    return texts.map(({ data }) => [data].flat().map(String).join(''))
  }

  /** Changes a zone; done when the server has said that it is. @throws {CertificateError} in plain words */
  async change(change: TxtChange, signal: AbortSignal): Promise<void> {
    const { key } = this.#options
    const { message, mac } = signMessage(updateMessage(change), key, Date.now())
    const answer = await this.#exchange(message, signal)
    const verdict = checkAnswer(answer, mac, key, Date.now())
    const refusal = (why: string) =>
      new CertificateError(`The DNS server ${this.#where()} did not take the update of ${change.name}: ${why}.`)
    if (verdict.kind === 'refused') throw refusal(KEY_REFUSALS[verdict.error] ?? `TSIG error ${verdict.error}`)
    const { rcode } = decode(answer) as { rcode?: string }
    if (rcode !== 'NOERROR') throw refusal(REFUSALS[rcode ?? ''] ?? `it answers ${rcode}`)
    if (verdict.kind === 'bad') throw refusal(`its answer cannot be trusted, as ${verdict.reason}`)
  }

  async #ask(name: string, type: RecordType, signal: AbortSignal) {
    const id = Math.floor(Math.random() * 0x10000)
    const question = encode({ type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type, name }] })
    return decode(await this.#exchange(question, signal)) as {
      readonly answers?: Answer[]
      readonly authorities?: Answer[]
      readonly rcode?: string
    }
  }

  async #exchange(message: Buffer, signal: AbortSignal): Promise<Buffer> {
    const { udp_timeout_ms = UDP_TIMEOUT_MS, tcp_timeout_ms = TCP_TIMEOUT_MS } = this.#options
    for (let attempt = 0; attempt < UDP_TRIES; attempt++) {
      const answer = await this.#overUdp(message, udp_timeout_ms, signal).catch(() => null)
      signal.throwIfAborted()
      if (answer === null) continue
      if (!isTruncated(answer)) return answer
      break
    }
    try {
      return await this.#overTcp(message, tcp_timeout_ms, signal)
    } catch (error) {
      signal.throwIfAborted()
      const reason = error instanceof Error ? error.message : String(error)
      const text = `The DNS server ${this.#where()} does not answer: ${reason}. Check tls.dns_server, and that UDP and TCP get through.`
      throw new CertificateError(text, { cause: error })
    }
  }

  #overUdp(message: Buffer, timeout_ms: number, signal: AbortSignal): Promise<Buffer> {
    const { host, port } = this.#options
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
    const unbound = bind(timeout_ms, signal, reject)
    socket.on('error', reject)
    socket.on('message', (answer) => {
      if (isAnswerTo(message, answer)) resolve(answer)
    })
    // Connected, so that answers of others are not even heard, and a closed port is an error at once.
    socket.connect(port, host, () => socket.send(message))
    return promise.finally(() => {
      unbound()
      socket.close()
    })
  }

  /** RFC 1035 4.2.2: the length in two bytes, then the message. */
  #overTcp(message: Buffer, timeout_ms: number, signal: AbortSignal): Promise<Buffer> {
    const { host, port } = this.#options
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
    const unbound = bind(timeout_ms, signal, reject)
    const socket = tcpConnect({ host, port, noDelay: true }, () => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(message.length)
      socket.write(Buffer.concat([length, message]))
    })
    let heard = Buffer.alloc(0)
    socket.on('data', (part: Buffer) => {
      heard = Buffer.concat([heard, part])
      const size = heard.length < 2 ? Number.POSITIVE_INFINITY : heard.readUInt16BE(0)
      if (heard.length < 2 + size) {
        if (heard.length > 2 + MAX_MESSAGE_BYTES) reject(new Error('its answer has no end'))
        return
      }
      const answer = heard.subarray(2, 2 + size)
      if (isAnswerTo(message, answer)) resolve(answer)
      else reject(new Error('it answers another question'))
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('it closed the connection')))
    return promise.finally(() => {
      unbound()
      socket.destroy()
    })
  }

  #where(): string {
    const { host, port } = this.#options
    return `${isIPv6(host) ? `[${host}]` : host}:${port}`
  }
}

/** Gives up when the time is over or the signal says so; the function returned ends that. */
function bind(timeout_ms: number, signal: AbortSignal, giveUp: (why: Error) => void): () => void {
  const onAbort = () => giveUp(new Error('it was given up'))
  const timer = setTimeout(() => giveUp(new Error('no answer in time')), timeout_ms)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  return () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

function isAnswerTo(asked: Buffer, answer: Buffer): boolean {
  return answer.length >= 12 && answer.readUInt16BE(0) === asked.readUInt16BE(0) && (answer.readUInt8(2) & 0x80) !== 0
}

function isTruncated(answer: Buffer): boolean {
  return (answer.readUInt8(2) & 0x02) !== 0
}
