import { type StreamPath, streamPathSchema } from '#contract/ids.ts'
import type { Latency } from '../../media/live-stream.ts'

/** A stream as an RTMP client names it. `?latency=low` behind the name asks for it; anything else in the query is somebody else's. */
export interface NamedStream {
  readonly path: StreamPath
  readonly latency: Latency
}

/** Without what some clients put around it: a query, slashes at the ends. */
const bare = (text: string) => (text.split('?', 1)[0] ?? '').replace(/^\/+|\/+$/g, '')

/** Why an application name (the URL's part before the stream's name) cannot be used; null where it can. */
export function applicationProblem(app: string): string | null {
  const name = bare(app)
  if (name === '')
    return 'The address has no application. It is rtmp://HOST/APP/NAME, for example rtmp://HOST/live/test.'
  if (name.includes('/')) {
    return `"${name.slice(0, 80)}" has too many parts. The address is rtmp://HOST/APP/NAME; in OBS, rtmp://HOST/APP is the server and NAME the stream key.`
  }
  return null
}

/**
 * The stream from the application of `connect` and the name of `publish` or `play`, or what is wrong with them, in words for
 * whoever set up the encoder or the player.
 */
export function streamNameOf(app: string, name: string): NamedStream | { readonly problem: string } {
  if (bare(name) === '') {
    return { problem: 'The address has no stream name. It is rtmp://HOST/APP/NAME; in OBS, NAME is the stream key.' }
  }
  const path = streamPathSchema.safeParse(`${bare(app)}/${bare(name)}`)
  if (path.success) return { path: path.data, latency: /\?(?:.*&)?latency=low(?:&|$)/.test(name) ? 'low' : 'normal' }
  return {
    problem: `"${`${bare(app)}/${bare(name)}`.slice(0, 80)}" is no path of a stream. It is APP/NAME, each of letters, digits, dots, dashes and underscores.`,
  }
}
