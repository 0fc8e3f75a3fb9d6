import type { Allocated } from '#contract/control-channel.ts'
import {
  HOP_PARAMETER,
  ingestAnswerOf,
  MAX_ENTRY_HOPS,
  type PlacedNode,
  type PlacedNodes,
  passedOn,
  playAnswerOf,
} from '#contract/entry.ts'
import { type ClusterId, type StreamPath, streamPathSchema } from '#contract/ids.ts'
import { playUrl, securedUrl } from '#contract/media-urls.ts'
import { PROBLEM_TYPE } from '#contract/problem.ts'
import { type MediaProtocol, mediaProtocolSchema } from '#contract/stream.ts'
import type { ControlChannel } from '../agent/control-channel.ts'
import { OriginAwayError } from '../agent/origin-questions.ts'
import { problem } from '../protocols/http/answer.ts'
import { type DeskAnswer, type DeskRequest, parseEntry } from '../protocols/http/cluster-desk.ts'
import { splitTarget } from '../protocols/http/media-request.ts'
import { RETRY_AFTER_S } from '../protocols/http/refusal.ts'
import type { OwnMember } from './own-member.ts'

export interface EntriesOptions {
  readonly cluster_id: ClusterId
  readonly own: OwnMember
  readonly channel: Pick<ControlChannel, 'allocate'>
  /** The nodes for a client as far as this one knows by itself; null: nobody is known to publish the stream. */
  readonly best: (kind: 'play' | 'publish', path: StreamPath) => readonly PlacedNode[] | null
}

/** Why a client is not sent anywhere. */
class EntryRefusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const BY_SUFFIX: Readonly<Record<string, MediaProtocol>> = { flv: 'flv', m3u8: 'hls' }

/**
 * One address of a stream for every player and every publisher (contract/entry.ts; contracts/frameworks.md F-20, F-21), as the origin has it:
 * the origin says which node is best, and while it is away this node is, or the best that it knows. Nothing is reserved by asking for names.
 */
export class Entries {
  readonly #options: EntriesOptions

  constructor(options: EntriesOptions) {
    this.#options = options
  }

  async answer(request: DeskRequest, signal: AbortSignal): Promise<DeskAnswer> {
    try {
      return await this.#answer(request, signal)
    } catch (error) {
      if (!(error instanceof EntryRefusal)) throw error
      const { status, code, message } = error
      const headers = { 'Content-Type': PROBLEM_TYPE, ...(status === 503 ? { 'Retry-After': RETRY_AFTER_S } : {}) }
      return { status, headers, body: `${JSON.stringify(problem(status, { code, message }))}\n`, is_open: true }
    }
  }

  async #answer({ method, target, is_secure }: DeskRequest, signal: AbortSignal): Promise<DeskAnswer> {
    const { location, query } = splitTarget(target)
    const asked = parseEntry(location)
    if (asked === null) throw new EntryRefusal(404, 'not_found', 'There is nothing here.')
    const { entry } = asked
    const methods = entry === 'ingest' ? 'GET, HEAD, POST' : 'GET, HEAD'
    if (method === 'OPTIONS') return { status: 204, headers: { Allow: methods }, body: '', is_open: true }
    if (!methods.split(', ').includes(method))
      throw new EntryRefusal(405, 'method_not_allowed', `${method.slice(0, 16)} is not possible here; ${methods} are.`)
    const parameters = new URLSearchParams(query)
    const region = parameters.get('region')?.slice(0, 64) || null
    if (entry === 'ingest') {
      const path = pathOf(asked.app, asked.name)
      if (asked.protocol !== null)
        throw new EntryRefusal(404, 'not_found', 'Publishers are sent on from /ingest/APP/NAME.')
      const nodes = await this.#nodes('publish', path, 'rtmp', region, false, signal)
      const answer = ingestAnswerOf(nodes, path, this.#options.cluster_id)
      return method === 'POST' ? sentOn(secured(answer.primary.flv_url, is_secure)) : json(answer)
    }
    const { name, protocol } = protocolOf(asked, entry)
    const path = pathOf(asked.app, name)
    if (protocol === null) {
      const nodes = await this.#nodes('play', path, 'flv', region, false, signal)
      return json(playAnswerOf(nodes, path, this.#options.cluster_id))
    }
    const hop = Number(/^\d{1,3}$/.exec(parameters.get(HOP_PARAMETER) ?? '')?.[0] ?? 0)
    if (hop >= MAX_ENTRY_HOPS)
      throw new EntryRefusal(508, 'redirect_loop', `${path} was passed on ${hop} times without an end.`)
    const [best] = await this.#nodes('play', path, protocol, region, true, signal)
    const url = passedOn(secured(playUrl(best.endpoints, protocol, path), is_secure), target, hop)
    // This very node is there under the address that the client has for it.
    const is_here = best.node_id === this.#options.own.node_id && (protocol === 'flv' || protocol === 'hls')
    const { pathname, search } = new URL(url)
    return sentOn(is_here ? `${pathname}${search}` : url)
  }

  async #nodes(
    kind: 'play' | 'publish',
    stream_path: StreamPath,
    protocol: MediaProtocol,
    region: string | null,
    sends: boolean,
    signal: AbortSignal,
  ): Promise<PlacedNodes> {
    const asked = { kind, stream_path, protocol, region, exclude: [], sends }
    const told = await this.#askOrigin(asked, signal)
    // One that nobody told the origin of may be on a node that is cut off from the origin alone.
    const is_told = told !== null && told.error?.code !== 'stream_not_found'
    const nodes = is_told ? told.nodes : this.#options.best(kind, stream_path)
    const [first, ...others] = nodes ?? []
    if (first !== undefined) return [first, ...others]
    if (told !== null) {
      const { code = 'no_candidates', message = 'No node can take this client now.' } = told.error ?? {}
      throw new EntryRefusal(code === 'stream_not_found' ? 404 : 503, code, message)
    }
    if (nodes === null)
      throw new EntryRefusal(
        404,
        'stream_not_found',
        `Nobody here knows who publishes ${stream_path}, and the origin is away.`,
      )
    throw new EntryRefusal(503, 'no_candidates', 'The origin is away, and no node known here can take this client.')
  }

  /** Null: it is away. */
  async #askOrigin(asked: Parameters<ControlChannel['allocate']>[0], signal: AbortSignal): Promise<Allocated | null> {
    try {
      return await this.#options.channel.allocate(asked, signal)
    } catch (error) {
      if (error instanceof OriginAwayError) return null
      throw error
    }
  }
}

function protocolOf(
  { name, protocol }: { readonly name: string; readonly protocol: string | null },
  entry: string,
): { readonly name: string; readonly protocol: MediaProtocol | null } {
  if (protocol !== null) {
    const named = mediaProtocolSchema.safeParse(protocol === 'm3u8' ? 'hls' : protocol)
    if (named.success) return { name, protocol: named.data }
    throw new EntryRefusal(400, 'validation_failed', `${protocol.slice(0, 16)} is none of: flv, hls, m3u8, ws, rtmp.`)
  }
  const [, plain, suffix = ''] = /^(.+)\.(flv|m3u8)$/.exec(name) ?? []
  if (plain === undefined || entry !== 'play') return { name, protocol: null }
  return { name: plain, protocol: BY_SUFFIX[suffix] ?? null }
}

function pathOf(app: string, name: string): StreamPath {
  const path = streamPathSchema.safeParse(`${decoded(app)}/${decoded(name)}`)
  if (path.success) return path.data
  throw new EntryRefusal(
    400,
    'validation_failed',
    'This is no path of a stream: it is APP/NAME, of letters, digits, dots, dashes and underscores.',
  )
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return '' // broken percent-encoding is no path, whatever was meant
  }
}

/** A client that came by TLS stays with it. */
const secured = (url: string, is_secure: boolean): string => (is_secure ? securedUrl(url) : url)

const sentOn = (location: string): DeskAnswer => ({
  status: 307,
  headers: { Location: location },
  body: '',
  is_open: true,
})

function json(value: unknown): DeskAnswer {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' }
  return { status: 200, headers, body: `${JSON.stringify(value)}\n`, is_open: true }
}
