import { gzipSync } from 'node:zlib'
import type { Shown } from '../../media/admission.ts'
import type { Elsewhere } from '../../media/play-elsewhere.ts'
import type { WaitFailure } from './waiting-room.ts'

/** Who asks: the viewer's IP address, what its client can read, and a signal that aborts when its connection is gone. */
export interface HlsViewer {
  readonly address: string
  /** Nodes that sent this viewer here. */
  readonly hops: readonly string[]
  /** That it came with; null: none. */
  readonly ticket: string | null
  /** The page that it watches on; null: it does not say. */
  readonly referrer: string | null
  /** What it shows to be let in by. */
  readonly shown: Shown
  /** It takes playlists that are compressed with gzip. */
  readonly gzip: boolean
  /** It begins three target durations behind the end, and fails where there is less: Chromium's own player. */
  readonly needs_run_up: boolean
  readonly signal: AbortSignal
}

/** An answer for any transport of HTTP, as plain data: bytes, or an error with a stable code and words for a person. Null: the viewer left. */
export type HlsAnswer =
  | {
      readonly kind: 'bytes'
      /** Content-Type, Cache-Control and what else stands before the body, its length left out. */
      readonly headers: Readonly<Record<string, string>>
      readonly body: readonly Buffer[]
      /** A part of the body is as good, where the client asks for one (RFC 9110 14). */
      readonly ranges: boolean
      /** Whose bytes they are: for {@link HlsServer.countSent}. */
      readonly tag: string
    }
  /** The viewer goes on at this target of another node. */
  | { readonly kind: 'moved'; readonly elsewhere: Elsewhere; readonly target: string }
  | { readonly kind: 'error'; readonly status: 400 | 404 | 503; readonly code: string; readonly message: string }
  | null

const PLAYLIST = 'application/vnd.apple.mpegurl'
/** What is asked for under a name that never means other bytes may stay in any cache. */
const FOR_EVER = 'public, max-age=31536000, immutable'
/** Shorter ones are not worth it, in bytes. */
const GZIP_FROM = 256
/** So little of the window as a playlist needs, and quick. */
const GZIP = { level: 4 } as const

export const hlsError = (status: 400 | 404 | 503, code: string, message: string) =>
  ({ kind: 'error', status, code, message }) as const

/** What is not there. */
export const gone = hlsError(
  404,
  'not_found',
  'This part of the stream is not held here (any more). Load the playlist again.',
)

/** A playlist that may be kept for so long, in seconds; 0: not at all. */
export function playlistAnswer(tag: string, text: string, keep_s: number, gzip: boolean): HlsAnswer {
  const packed = gzip && text.length >= GZIP_FROM
  const headers = {
    'Content-Type': PLAYLIST,
    'Cache-Control': keep_s > 0 ? `public, max-age=${keep_s}` : 'no-store',
    Vary: 'Accept-Encoding',
    ...(packed ? { 'Content-Encoding': 'gzip' } : {}),
  }
  return { kind: 'bytes', headers, body: [packed ? gzipSync(text, GZIP) : Buffer.from(text)], ranges: false, tag }
}

/** A segment, a part of one, or an init segment. */
export function fileAnswer(tag: string, type: string, body: readonly Buffer[]): HlsAnswer {
  const headers = { 'Content-Type': type, 'Cache-Control': FOR_EVER, 'Accept-Ranges': 'bytes' }
  return { kind: 'bytes', headers, body, ranges: true, tag }
}

/** A wait came to nothing. @param why what is missing; @param max_waiting how many may wait */
export function waitedInVain(failure: WaitFailure, why: string, max_waiting: number): HlsAnswer {
  switch (failure) {
    case 'left':
      return null
    case 'late':
      return hlsError(503, 'nothing_new', `${why}. Try again.`)
    case 'full':
      return hlsError(503, 'too_many_waiting', `${max_waiting} requests wait on this node already. Try again.`)
    default:
      return failure satisfies never
  }
}
