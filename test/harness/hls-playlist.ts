/** A playlist that breaks a rule of RFC 8216bis; the message says which, and where. */
export class PlaylistFault extends Error {
  readonly code = 'playlist_fault'
}

export interface ListedPart {
  readonly uri: string
  readonly duration_s: number
  readonly independent: boolean
}

export interface ListedSegment {
  readonly msn: number
  /** Discontinuities before it since the stream began. */
  readonly discontinuity: number
  readonly map: string | null
  readonly date_ms: number | null
  readonly parts: readonly ListedPart[]
  /** Null while it grows. */
  readonly whole: { readonly uri: string; readonly duration_s: number } | null
}

export interface MediaPlaylist {
  readonly version: number
  readonly target_s: number
  readonly part_target_s: number | null
  readonly control: ReadonlyMap<string, string>
  readonly first_msn: number
  readonly discontinuity_sequence: number
  readonly independent: boolean
  /** Segments that a delta update leaves out. */
  readonly skipped: number
  readonly segments: readonly ListedSegment[]
  readonly hint: string | null
  readonly reports: readonly { readonly uri: string; readonly msn: number; readonly part: number | null }[]
  readonly ended: boolean
}

const MEDIA_TAGS =
  /^#EXT(?:INF|-X-(?:TARGETDURATION|VERSION|SERVER-CONTROL|PART-INF|MEDIA-SEQUENCE|DISCONTINUITY-SEQUENCE|INDEPENDENT-SEGMENTS|SKIP|DISCONTINUITY|MAP|PROGRAM-DATE-TIME|PART|PRELOAD-HINT|RENDITION-REPORT|ENDLIST))$/

/** Attribute lists of RFC 8216bis 4.2. */
export function attributesOf(text: string): Map<string, string> {
  const found = new Map<string, string>()
  const rest = text.replace(/([A-Z0-9-]+)=("[^"\r\n]*"|[^",\s]+)(?:,|$)/gy, (_, name: string, value: string) => {
    if (found.has(name)) throw new PlaylistFault(`attribute ${name} stands twice in ${text}`)
    found.set(name, value.replace(/^"|"$/g, ''))
    return ''
  })
  if (rest !== '') throw new PlaylistFault(`no attribute list: ${text}`)
  return found
}

/** Collects the lines of a media playlist, one after the other. */
class PlaylistReader {
  readonly once = new Map<string, string>()
  readonly segments: ListedSegment[] = []
  readonly reports: { uri: string; msn: number; part: number | null }[] = []
  skipped = 0
  #discontinuities = 0
  #map: string | null = null
  #date_ms: number | null = null
  #parts: ListedPart[] = []
  #duration_s: number | null = null

  number(name: string): number | null {
    return this.once.has(name) ? Number(this.once.get(name)) : null
  }

  attributes(name: string): Map<string, string> {
    return attributesOf(this.once.get(name) ?? '')
  }

  line(line: string): void {
    if (!line.startsWith('#')) {
      if (this.#duration_s === null) throw new PlaylistFault(`no EXTINF before ${line}`)
      this.#close({ uri: line, duration_s: this.#duration_s })
      return
    }
    const [tag = '', value = ''] = line.split(/:(.*)/s, 2)
    if (!MEDIA_TAGS.test(tag)) throw new PlaylistFault(`no tag of a media playlist: ${line}`)
    const name = tag.replace(/^#EXT-X-/, '')
    const take = this.#takers[name]
    if (take) {
      take(value)
      return
    }
    if (this.once.has(name)) throw new PlaylistFault(`${tag} stands twice`)
    if (this.segments.length > 0 && name !== 'PRELOAD-HINT' && name !== 'ENDLIST') {
      throw new PlaylistFault(`${tag} behind a segment`)
    }
    this.once.set(name, value)
  }

  /** What is left is a segment that grows. */
  finish(): void {
    if (this.#parts.length > 0) this.#close(null)
  }

  readonly #takers: Readonly<Record<string, (value: string) => void>> = {
    '#EXTINF': (value) => {
      this.#duration_s = Number.parseFloat(value)
    },
    DISCONTINUITY: () => {
      this.#discontinuities++
    },
    MAP: (value) => {
      this.#map = attributesOf(value).get('URI') ?? null
    },
    'PROGRAM-DATE-TIME': (value) => {
      this.#date_ms = Date.parse(value)
    },
    PART: (value) => {
      const of = attributesOf(value)
      const duration_s = Number(of.get('DURATION'))
      this.#parts.push({ uri: of.get('URI') ?? '', duration_s, independent: of.get('INDEPENDENT') === 'YES' })
    },
    'RENDITION-REPORT': (value) => {
      const of = attributesOf(value)
      const part = of.get('LAST-PART')
      this.reports.push({
        uri: of.get('URI') ?? '',
        msn: Number(of.get('LAST-MSN')),
        part: part === undefined ? null : Number(part),
      })
    },
    SKIP: (value) => {
      this.skipped = Number(attributesOf(value).get('SKIPPED-SEGMENTS'))
    },
  }

  #close(whole: ListedSegment['whole']): void {
    const msn = (this.number('MEDIA-SEQUENCE') ?? 0) + this.skipped + this.segments.length
    const discontinuity = (this.number('DISCONTINUITY-SEQUENCE') ?? 0) + this.#discontinuities
    this.segments.push({ msn, discontinuity, map: this.#map, date_ms: this.#date_ms, parts: this.#parts, whole })
    this.#parts = []
    this.#date_ms = null
    this.#duration_s = null
  }
}

/** Reads a media playlist, and refuses what RFC 8216bis 4 does not allow there. @throws {PlaylistFault} */
export function readMediaPlaylist(text: string): MediaPlaylist {
  const reader = new PlaylistReader()
  for (const line of linesOf(text)) reader.line(line)
  reader.finish()
  const { once, segments, reports, skipped } = reader
  const part_target = reader.attributes('PART-INF').get('PART-TARGET')
  return {
    version: reader.number('VERSION') ?? 1,
    target_s: reader.number('TARGETDURATION') ?? Number.NaN,
    part_target_s: part_target === undefined ? null : Number(part_target),
    control: reader.attributes('SERVER-CONTROL'),
    first_msn: reader.number('MEDIA-SEQUENCE') ?? 0,
    discontinuity_sequence: reader.number('DISCONTINUITY-SEQUENCE') ?? 0,
    independent: once.has('INDEPENDENT-SEGMENTS'),
    skipped,
    segments,
    hint: reader.attributes('PRELOAD-HINT').get('URI') ?? null,
    reports,
    ended: once.has('ENDLIST'),
  }
}

/** The lines behind the first, which says what it is. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n')
  if (lines[0] === '#EXTM3U' && lines.at(-1) === '') return lines.slice(1, -1)
  throw new PlaylistFault('begins with no #EXTM3U, or ends within a line')
}

/** A rendition as a master playlist names it. */
export interface NamedRendition {
  readonly uri: string
  readonly kind: 'variant' | 'sound'
  readonly attributes: ReadonlyMap<string, string>
}

/** Reads a master playlist, and refuses what RFC 8216bis 4.4.6 does not allow. @throws {PlaylistFault} */
export function readMasterPlaylist(text: string): readonly NamedRendition[] {
  const lines = linesOf(text)
  const named = lines.flatMap((line, index) => {
    const [tag = '', value = ''] = line.split(/:(.*)/s, 2)
    if (tag === '#EXT-X-MEDIA') return [sound(value)]
    return tag === '#EXT-X-STREAM-INF' ? [variant(value, lines[index + 1] ?? '')] : []
  })
  const groups = Map.groupBy(
    named.filter(({ kind }) => kind === 'sound'),
    ({ attributes }) => attributes.get('GROUP-ID'),
  )
  for (const [group, members] of groups) {
    const names = new Set(members.map(({ attributes }) => attributes.get('NAME')))
    const defaults = members.filter(({ attributes }) => attributes.get('DEFAULT') === 'YES')
    if (names.size !== members.length || defaults.length > 1) throw new PlaylistFault(`group ${group} names one twice`)
  }
  for (const { kind, attributes } of named) {
    const group = attributes.get('AUDIO')
    if (kind === 'variant' && group !== undefined && !groups.has(group)) throw new PlaylistFault(`no group ${group}`)
  }
  if (!named.some(({ kind }) => kind === 'variant')) throw new PlaylistFault('no variant')
  return named
}

function sound(value: string): NamedRendition {
  const attributes = attributesOf(value)
  need(attributes, ['TYPE', 'GROUP-ID', 'NAME'])
  return { uri: attributes.get('URI') ?? '', kind: 'sound', attributes }
}

function variant(value: string, uri: string): NamedRendition {
  const attributes = attributesOf(value)
  need(attributes, ['BANDWIDTH', 'CODECS'])
  if (uri === '' || uri.startsWith('#')) throw new PlaylistFault('a variant without an address')
  return { uri, kind: 'variant', attributes }
}

function need(attributes: ReadonlyMap<string, string>, names: readonly string[]): void {
  for (const name of names) if (!attributes.has(name)) throw new PlaylistFault(`no ${name}`)
}
