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

/** Blocking reload and delta update, as a player asks for them (RFC 8216bis 6.2.5). */
export interface Reload {
  readonly msn: number | null
  readonly part: number | null
  readonly skip: boolean
}

/** The target under which another node has this rendition for this viewer. @param reload null: it has no playlist of that node yet */
export function movedTarget(
  { path, container, rendition }: CommonRendition,
  session: string,
  reload: Reload | null,
): string {
  const query = new URLSearchParams({ container, rendition: `${rendition}`, session })
  if (reload?.msn != null) query.set('_HLS_msn', `${reload.msn}`)
  if (reload?.part != null) query.set('_HLS_part', `${reload.part}`)
  if (reload?.skip) query.set('_HLS_skip', 'YES')
  return `/${path}/${MOVED_NAME}?${query}`
}
