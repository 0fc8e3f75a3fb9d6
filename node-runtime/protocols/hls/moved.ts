import type { StreamPath } from '#contract/ids.ts'
import type { ContainerName } from './container.ts'

/** Name of the media playlist with which a viewer goes on who comes from another node, beside the files of its stream. */
export const MOVED_NAME = 'playlist.m3u8'

/** One rendition as every node of a cluster knows it: tags are each node's own. */
export interface CommonRendition {
  readonly path: StreamPath
  readonly container: ContainerName
  /** Its place among the renditions: they are in the same order wherever the stream has the same tracks. */
  readonly rendition: number
}

/**
 * A place in a media playlist of the node that a viewer comes from: the segment of this number begins at this time of the stream's own clock, in
 * ms. Every node has the same clock of a stream, and numbers of its own.
 */
export interface Anchor {
  readonly msn: number
  readonly start_ms: number
}

/** Blocking reload and delta update, as a player asks for them (RFC 8216bis 6.2.5). */
export interface Reload {
  readonly msn: number | null
  readonly part: number | null
  readonly skip: boolean
}

/**
 * The target under which another node has this rendition for this viewer.
 * @param reload null: it has no playlist of that node yet
 * @param from where it is by the numbers that it knows; null: nothing is known of that
 */
export function movedTarget(
  { path, container, rendition }: CommonRendition,
  session: string,
  reload: Reload | null,
  from: Anchor | null,
): string {
  const query = new URLSearchParams({ container, rendition: `${rendition}`, session })
  if (from !== null) query.set('from', `${from.msn}.${Math.max(0, Math.round(from.start_ms))}`)
  if (reload?.msn != null) query.set('_HLS_msn', `${reload.msn}`)
  if (reload?.part != null) query.set('_HLS_part', `${reload.part}`)
  if (reload?.skip) query.set('_HLS_skip', 'YES')
  return `/${path}/${MOVED_NAME}?${query}`
}

const ANCHOR = /^(\d{1,15})\.(\d{1,15})$/

/** Reads what {@link movedTarget} wrote; null for anything else. */
export function parseAnchor(text: string | null): Anchor | null {
  const [, msn, start_ms] = ANCHOR.exec(text ?? '') ?? []
  return msn === undefined ? null : { msn: Number(msn), start_ms: Number(start_ms) }
}
