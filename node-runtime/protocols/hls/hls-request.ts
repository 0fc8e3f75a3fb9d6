import { type StreamPath, streamPathSchema } from '#contract/ids.ts'
import type { Container, ContainerName } from './container.ts'
import { KEYFRAME_NAME } from './keyframe-name.ts'
import { type Anchor, MOVED_NAME, parseAnchor } from './moved.ts'

/** What a request under the name of a stream asks of its HLS output, or its newest keyframe. */
export type HlsRequest =
  | {
      readonly kind: 'master'
      readonly path: StreamPath
      readonly session: string | null
      readonly container: ContainerName
    }
  /** The media playlist that a viewer from another node goes on with: the same rendition of the same stream, under the tag it has here. */
  | {
      readonly kind: 'moved'
      readonly path: StreamPath
      readonly session: string
      readonly container: ContainerName
      /** Its place among the renditions. */
      readonly rendition: number
      /** Where it is by the numbers that it knows; null: it did not say. */
      readonly from: Anchor | null
      readonly msn: number | null
      readonly part: number | null
      readonly skip: boolean
    }
  | {
      readonly kind: 'media'
      readonly path: StreamPath
      readonly tag: string
      readonly session: string | null
      /** Blocking reload (RFC 8216bis 6.2.5.2): the answer waits until this segment or part is listed. */
      readonly msn: number | null
      readonly part: number | null
      /** A delta update is as good (RFC 8216bis 6.2.5.1). */
      readonly skip: boolean
    }
  | { readonly kind: 'keyframe'; readonly path: StreamPath }
  | { readonly kind: 'init'; readonly path: StreamPath; readonly tag: string; readonly number: number }
  | {
      readonly kind: 'segment'
      readonly path: StreamPath
      readonly tag: string
      readonly msn: number
      readonly suffix: Container['suffix']
    }
  | {
      readonly kind: 'part'
      readonly path: StreamPath
      readonly tag: string
      readonly msn: number
      readonly part: number
      readonly suffix: Container['suffix']
    }

/** What an HLS request is, or why it is none; null for what has nothing to do with HLS. */
export type ParsedHlsRequest = HlsRequest | { readonly kind: 'bad'; readonly message: string } | null

const FILE = /^\/([^/]+\/[^/]+)\/([a-z0-9]{10})(?:\.m3u8|-i(\d{1,9})\.mp4|-s(\d{1,15})(?:p(\d{1,9}))?\.(m4s|ts))$/
const KEYFRAME = new RegExp(`^/([^/]+/[^/]+)/${KEYFRAME_NAME.replace('.', '\\.')}$`)
const MOVED = new RegExp(`^/([^/]+/[^/]+)/${MOVED_NAME.replace('.', '\\.')}$`)
const MASTER = /^\/([^/]+\/[^/]+)\.m3u8$/
const SESSION = /^[A-Za-z0-9_-]{8,64}$/
const DECIMAL = /^\d{1,15}$/

/** Reads a target's path, decoded, and its query. Pure; never throws. */
export function parseHlsRequest(location: string, query: string): ParsedHlsRequest {
  const master = MASTER.exec(location)
  const file = master ? null : FILE.exec(location)
  const moved = master || file ? null : MOVED.exec(location)
  const found = master ?? file ?? moved ?? KEYFRAME.exec(location)
  if (!found) return null
  const path = streamPathSchema.safeParse(found[1])
  if (!path.success) return bad('This is no path of a stream. HLS is at /app/name.m3u8.')
  if (file) return fileRequest(path.data, file, query)
  if (!master && !moved) return { kind: 'keyframe', path: path.data }
  const asked = new URLSearchParams(query)
  const session = sessionOf(asked)
  if (session === undefined) return badSession
  const container = asked.get('container') ?? 'fmp4'
  if (container !== 'fmp4' && container !== 'ts') return bad('container is fmp4 or ts.')
  if (!moved) return { kind: 'master', path: path.data, session, container }
  const rendition = decimal(asked.get('rendition') ?? '0')
  const reload = reloadOf(asked)
  if (session === null || rendition === undefined || rendition === null) return badSession
  const from = parseAnchor(asked.get('from'))
  return 'kind' in reload ? reload : { kind: 'moved', path: path.data, session, container, rendition, from, ...reload }
}

function fileRequest(path: StreamPath, file: RegExpExecArray, query: string): ParsedHlsRequest {
  const [, , tag = '', init, segment, part, end] = file
  if (init !== undefined) return { kind: 'init', path, tag, number: Number(init) }
  if (segment === undefined) return mediaRequest(path, tag, new URLSearchParams(query))
  const named = { path, tag, msn: Number(segment), suffix: end === 'ts' ? 'ts' : 'm4s' } as const
  return part === undefined ? { kind: 'segment', ...named } : { kind: 'part', ...named, part: Number(part) }
}

function mediaRequest(path: StreamPath, tag: string, query: URLSearchParams): ParsedHlsRequest {
  const session = sessionOf(query)
  if (session === undefined) return badSession
  const reload = reloadOf(query)
  return 'kind' in reload ? reload : { kind: 'media', path, tag, session, ...reload }
}

function reloadOf(query: URLSearchParams) {
  const msn = decimal(query.get('_HLS_msn'))
  const part = decimal(query.get('_HLS_part'))
  if (msn === undefined || part === undefined) return bad('_HLS_msn and _HLS_part are whole numbers from 0 on.')
  if (part !== null && msn === null) return bad('_HLS_part needs _HLS_msn beside it.')
  const skip = query.get('_HLS_skip')
  if (skip !== null && skip !== 'YES' && skip !== 'v2') return bad('_HLS_skip is YES or v2.')
  return { msn, part, skip: skip !== null }
}

/** Null where there is none, undefined where it is not one. */
function sessionOf(query: URLSearchParams): string | null | undefined {
  const session = query.get('session')
  return session === null || SESSION.test(session) ? session : undefined
}

function decimal(text: string | null): number | null | undefined {
  if (text === null) return null
  return DECIMAL.test(text) ? Number(text) : undefined
}

const bad = (message: string) => ({ kind: 'bad', message }) as const
const badSession = bad('session is 8 to 64 letters, digits, dashes and underscores, as the master playlist gave it.')
