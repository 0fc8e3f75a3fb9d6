import { type StreamPath, streamPathSchema } from '#contract/ids.ts'
import type { Latency } from '../../media/live-stream.ts'
import { parseHops } from '../../media/play-elsewhere.ts'
import { boundedQuery } from '../shown.ts'

/** A stream as an RTMP client names it. */
export interface NamedStream {
  readonly path: StreamPath
  /** `?latency=low` asks for it. */
  readonly latency: Latency
  /** Nodes that sent this player on, from `?hop=`. */
  readonly hops: readonly string[]
  /** From `?ticket=`; null: none. */
  readonly ticket: string | null
  /** Both queries, that of the name first; what else stands there is for whoever lets clients in. */
  readonly query: string
}

/** The instance of an application that clients of FMS and Wowza name where they mean none in particular. */
const DEFAULT_INSTANCE = '_definst_'
/** What clients of FMS put before a name to say which kind of file it is. */
const FILE_KIND = /^(?:mp4|flv|mp3|f4v|id3):/i

/** The parts of an address without what some clients put around them: a query, slashes more than needed. */
function partsOf(text: string): string[] {
  const parts = (text.split('?', 1)[0] ?? '').split('/')
  return parts.filter((part) => part !== '' && part !== DEFAULT_INSTANCE)
}

/** Why an application name (the URL's part before the stream's name) cannot be used; null where it can. */
export function applicationProblem(app: string): string | null {
  const parts = partsOf(app)
  if (parts.length === 0)
    return 'The address has no application. It is rtmp://HOST/APP/NAME, for example rtmp://HOST/live/test.'
  // Two may be an application with the stream's name: a key that was put into the field of the server.
  return parts.length > 2 ? tooManyParts(parts) : null
}

/**
 * The stream from the application of `connect` and the name of `publish` or `play`, or what is wrong with them, in words for
 * whoever set up the encoder or the player. Either may have a query; what stands there for somebody else (keys, tokens) may hold anything.
 */
export function streamNameOf(app: string, name: string): NamedStream | { readonly problem: string } {
  const parts = [...partsOf(app), ...partsOf(name.replace(FILE_KIND, ''))]
  if (parts.length < 2) {
    return { problem: 'The address has no stream name. It is rtmp://HOST/APP/NAME; in OBS, NAME is the stream key.' }
  }
  const joined = parts.join('/')
  const path = streamPathSchema.safeParse(joined)
  if (path.success) {
    const query = [queryOf(name), queryOf(app)].filter((part) => part !== '').join('&')
    const asked = new URLSearchParams(query)
    return {
      path: path.data,
      latency: asked.get('latency') === 'low' ? 'low' : 'normal',
      hops: parseHops(asked.get('hop')),
      ticket: asked.get('ticket'),
      query: boundedQuery(query),
    }
  }
  if (parts.length > 2) return { problem: tooManyParts(parts) }
  return {
    problem: `"${joined.slice(0, 80)}" is no path of a stream. It is APP/NAME, each of letters, digits, dots, dashes and underscores.`,
  }
}

function queryOf(text: string): string {
  const at = text.indexOf('?')
  return at < 0 ? '' : text.slice(at + 1)
}

function tooManyParts(parts: readonly string[]): string {
  return `"${parts.join('/').slice(0, 80)}" is no path of a stream: it has too many parts. The address is rtmp://HOST/APP/NAME; in OBS, rtmp://HOST/APP is the server and NAME the stream key.`
}
