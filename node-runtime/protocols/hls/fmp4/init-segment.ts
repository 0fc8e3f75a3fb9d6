import { type BoxedFormat, sampleEntry } from './sample-entry.ts'
import { box, fullBox, text, u8, u16, u32 } from './wire.ts'

/** Ticks a second of the movie's own header, which says no time in a live stream. */
const MOVIE_TIMESCALE = 1000
const UNITY_MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
const UNDETERMINED_LANGUAGE = 0x55c4
/** Enabled, in the movie, in its preview. */
const TRACK_FLAGS = 7

/** The initialization section of tracks (EXT-X-MAP): ftyp and moov of ISO/IEC 14496-12. Track ids count from 1 in the order given. */
export function initSegment(tracks: readonly BoxedFormat[]): Buffer {
  return Buffer.concat([
    box('ftyp', text('iso6'), u32(0), text('iso6cmfcmp41')),
    box(
      'moov',
      fullBox(
        'mvhd',
        0,
        0,
        u32(0, 0, MOVIE_TIMESCALE, 0, 0x10000),
        u16(0x100, 0),
        u32(0, 0),
        UNITY_MATRIX,
        Buffer.alloc(24),
        u32(tracks.length + 1),
      ),
      ...tracks.map((track, index) => trackBox(track, index + 1)),
      box('mvex', ...tracks.map((_, index) => fullBox('trex', 0, 0, u32(index + 1, 1, 0, 0, 0)))),
    ),
  ])
}

function trackBox(format: BoxedFormat, id: number): Buffer {
  const video = format.kind === 'video'
  const size = video ? u32(format.width * 65_536, format.height * 65_536) : u32(0, 0)
  const volume = video ? 0 : 0x100
  return box(
    'trak',
    fullBox('tkhd', 0, TRACK_FLAGS, u32(0, 0, id, 0, 0, 0, 0), u16(0, video ? 0 : 1, volume, 0), UNITY_MATRIX, size),
    box(
      'mdia',
      fullBox('mdhd', 0, 0, u32(0, 0, format.timescale, 0), u16(UNDETERMINED_LANGUAGE, 0)),
      fullBox(
        'hdlr',
        0,
        0,
        u32(0),
        text(video ? 'vide' : 'soun'),
        u32(0, 0, 0),
        text(video ? 'Video' : 'Sound'),
        u8(0),
      ),
      box(
        'minf',
        video ? fullBox('vmhd', 0, 1, u16(0, 0, 0, 0)) : fullBox('smhd', 0, 0, u16(0, 0)),
        box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
        box(
          'stbl',
          fullBox('stsd', 0, 0, u32(1), sampleEntry(format)),
          fullBox('stts', 0, 0, u32(0)),
          fullBox('stsc', 0, 0, u32(0)),
          fullBox('stsz', 0, 0, u32(0, 0)),
          fullBox('stco', 0, 0, u32(0)),
        ),
      ),
    ),
  )
}
