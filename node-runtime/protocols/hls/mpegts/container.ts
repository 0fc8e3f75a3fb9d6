import type { Container } from '../container.ts'
import { elementaryForm } from './elementary-form.ts'
import { transportMuxer } from './muxer.ts'

/**
 * MPEG-2 transport streams (ISO/IEC 13818-1; RFC 8216bis 3.1.1), in whole segments: old players need no more, and hls.js 1.7 may load the same parts of
 * one over and over, each time as a later piece of the stream.
 */
export const mpegTs: Container = {
  name: 'ts',
  type: 'video/mp2t',
  suffix: 'ts',
  version: 3,
  parts: false,
  codecs: 'H.264, HEVC; AAC, MP3',
  carries: (format) => elementaryForm(format) !== null,
  muxer: transportMuxer,
}
