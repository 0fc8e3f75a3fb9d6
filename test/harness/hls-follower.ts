import { HlsChecker } from './hls-checker.ts'
import {
  type MediaPlaylist,
  type NamedRendition,
  PlaylistFault,
  readMasterPlaylist,
  readMediaPlaylist,
} from './hls-playlist.ts'

/** About so many parts are a segment: what one reload of a list without parts stands for. */
const PARTS_A_SEGMENT = 10

/** One rendition that is followed. */
export interface FollowedRendition extends NamedRendition {
  readonly url: string
  readonly checker: HlsChecker
}

/** A player without a picture: it loads what a player loads, and finds every fault of the playlists and the files they name. */
export class HlsFollower {
  readonly master: string
  readonly renditions: readonly FollowedRendition[]
  /** Bytes of the files it loaded, by address. */
  readonly files = new Map<string, Buffer>()

  private constructor(master: string, renditions: readonly FollowedRendition[]) {
    this.master = master
    this.renditions = renditions
  }

  static async open(url: string): Promise<HlsFollower> {
    const master = await text(url)
    const renditions = readMasterPlaylist(master).map((named) => {
      return { ...named, url: new URL(named.uri, url).href, checker: new HlsChecker() }
    })
    return new HlsFollower(master, renditions)
  }

  /** Reloads every rendition part by part, checks each playlist and that renditions agree, then loads what is listed. */
  async follow(parts: number): Promise<void> {
    await Promise.all(this.renditions.map((rendition) => this.#followOne(rendition, parts)))
    this.#checkTogether()
    for (const rendition of this.renditions) await this.#load(rendition)
  }

  /** The playlist of a rendition as it is now. */
  async reload(rendition: FollowedRendition, query = ''): Promise<MediaPlaylist> {
    // What was seen of the others before this was asked for: a report may not be older than that.
    const seen = new Map(this.renditions.map((other) => [other, other.checker.newest?.segments.at(-1)?.msn ?? 0]))
    const playlist = readMediaPlaylist(await text(`${rendition.url}${query}`))
    rendition.checker.check(playlist)
    this.#checkReports(rendition, playlist, seen)
    return playlist
  }

  async #followOne(rendition: FollowedRendition, parts: number): Promise<void> {
    let playlist = await this.reload(rendition)
    for (let turn = 0; turn < parts && !playlist.ended; turn++) {
      const last = playlist.segments.at(-1)
      const growing = last !== undefined && last.whole === null
      const msn = growing ? last.msn : (last?.msn ?? -1) + 1
      if (playlist.part_target_s === null) {
        playlist = await this.#waitFor(rendition, msn, turn % 2 === 1 ? '&_HLS_skip=YES' : '')
        turn += PARTS_A_SEGMENT - 1
        continue
      }
      const part = growing ? last.parts.length : 0
      const skip = turn % 3 === 2 ? '&_HLS_skip=YES' : ''
      playlist = await this.reload(rendition, `&_HLS_msn=${msn}&_HLS_part=${part}${skip}`)
      const has = playlist.segments.some((one) => one.msn > msn || (one.msn === msn && one.parts.length > part))
      if (!has && !playlist.ended) throw new PlaylistFault(`waited for part ${part} of ${msn}, and it is not listed`)
    }
  }

  /** The same for a list without parts. */
  async #waitFor(rendition: FollowedRendition, msn: number, skip: string): Promise<MediaPlaylist> {
    const playlist = await this.reload(rendition, `&_HLS_msn=${msn}${skip}`)
    if (playlist.ended || playlist.segments.some((one) => one.msn >= msn)) return playlist
    throw new PlaylistFault(`waited for ${msn}, and it is not listed`)
  }

  /** 4.4.5.4: a report of every other rendition, neither older than what was seen of it before nor ahead of it. */
  #checkReports(
    rendition: FollowedRendition,
    { reports, ended }: MediaPlaylist,
    seen: ReadonlyMap<FollowedRendition, number>,
  ): void {
    if (ended) return
    for (const other of this.renditions) {
      if (other === rendition) continue
      const report = reports.find(({ uri }) => new URL(uri, rendition.url).href === other.url)
      if (!report) throw new PlaylistFault(`no EXT-X-RENDITION-REPORT of ${other.uri}`)
      if (report.msn < (seen.get(other) ?? 0))
        throw new PlaylistFault(`the report of ${other.uri} is older than its playlist`)
      if (report.part === null && rendition.checker.newest?.part_target_s !== null)
        throw new PlaylistFault(`the report of ${other.uri} names no part`)
    }
  }

  /** 6.2.4: the same target duration, and the same discontinuity at the same time. */
  #checkTogether(): void {
    const newest = this.renditions.flatMap(({ checker }) => checker.newest ?? [])
    if (new Set(newest.map(({ target_s }) => target_s)).size > 1) throw new PlaylistFault('target durations differ')
    const numbers = newest.map(({ segments }) => segments.at(-1)?.discontinuity)
    if (new Set(numbers).size > 1) throw new PlaylistFault(`renditions are behind discontinuities ${numbers}`)
  }

  /** Every file listed is there, and a segment is its parts one behind the other. */
  async #load({ checker, url }: FollowedRendition): Promise<void> {
    const segments = checker.newest?.segments ?? []
    for (const { map, parts, whole } of segments) {
      const get = async (uri: string) => {
        const at = new URL(uri, url).href
        const bytes = this.files.get(at) ?? (await bytesOf(at))
        this.files.set(at, bytes)
        return bytes
      }
      if (map !== null) await get(map)
      const pieces = await Promise.all(parts.map(({ uri }) => get(uri)))
      if (whole === null) continue
      const bytes = await get(whole.uri)
      if (pieces.length > 0 && !bytes.equals(Buffer.concat(pieces)))
        throw new PlaylistFault(`${whole.uri} is not its parts`)
    }
  }
}

async function bytesOf(url: string): Promise<Buffer> {
  const answer = await fetch(url, { headers: { 'accept-encoding': 'gzip' } })
  if (answer.status !== 200) throw new PlaylistFault(`${url} is answered by ${answer.status}: ${await answer.text()}`)
  return Buffer.from(await answer.arrayBuffer())
}

async function text(url: string): Promise<string> {
  return String(await bytesOf(url))
}
