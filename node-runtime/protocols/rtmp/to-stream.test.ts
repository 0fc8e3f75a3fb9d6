import { describe, expect, test } from 'vitest'
import type { MediaUnit } from '../../media/unit.ts'
import { encodeAmf } from '../flv/amf0.ts'
import { AUDIO_TAG, SCRIPT_TAG, VIDEO_TAG, writeTag } from '../flv/wire.ts'
import { unitsOfMessage } from './to-stream.ts'
import { MESSAGE, RtmpError } from './wire.ts'

function units(type: number, body: Buffer, timestamp_ms = 1000): MediaUnit[] {
  const found: MediaUnit[] = []
  unitsOfMessage({ type, message_stream: 1, timestamp_ms, body }, (unit) => found.push(unit))
  return found
}

const metadata = encodeAmf('onMetaData', { width: 640, encoder: 'test' })

describe('a publisher’s message', () => {
  test('of metadata is kept without the word that says so, and its values are read', () => {
    for (const body of [metadata, Buffer.concat([encodeAmf('@setDataFrame'), metadata])]) {
      const [unit] = units(MESSAGE.data, body)
      expect(unit).toMatchObject({ kind: 'metadata', config: true, body: metadata })
      expect(unit?.values?.get('width')).toBe(640)
    }
  })

  test('of metadata in AMF3 goes on in AMF0, which is what players read', () => {
    const text = (value: string) => Buffer.concat([Buffer.from([(value.length << 1) | 1]), Buffer.from(value)])
    const object = Buffer.concat([Buffer.from([10, 0x0b, 1]), text('width'), Buffer.from([4, 0x85, 0, 1])])
    const behind_marker = Buffer.concat([
      Buffer.from([0]),
      encodeAmf('@setDataFrame', 'onMetaData'),
      Buffer.from([17]),
      object,
    ])
    const whole = Buffer.concat([Buffer.from([3, 6]), text('onMetaData'), object])
    for (const body of [behind_marker, whole]) {
      const [unit] = units(MESSAGE.data_amf3, body)
      expect(unit).toMatchObject({ config: true, body: encodeAmf('onMetaData', { width: 640 }) })
    }
    const plain = Buffer.concat([Buffer.from([0]), metadata])
    expect(units(MESSAGE.data_amf3, plain)).toMatchObject([{ body: metadata }])
  })

  test('of data in flow goes on; what clears metadata, and what cannot be read, does not', () => {
    const text = encodeAmf('onTextData', { text: 'hello' })
    expect(units(MESSAGE.data, text)).toMatchObject([{ kind: 'metadata', config: false, body: text }])
    expect(units(MESSAGE.data, encodeAmf('@clearDataFrame', 'onMetaData'))).toEqual([])
    expect(units(MESSAGE.data, Buffer.from([99, 1, 2]))).toEqual([])
    expect(units(MESSAGE.data_amf3, Buffer.from([77]))).toEqual([])
  })

  test('that is an aggregate is its tags, at times that count from its own', () => {
    const body = Buffer.concat([
      writeTag(AUDIO_TAG, 500, Buffer.from([0xaf, 1, 7])),
      writeTag(VIDEO_TAG, 520, Buffer.from([0x27, 1, 0, 0, 0, 9])),
      writeTag(SCRIPT_TAG, 530, metadata),
    ])
    expect(units(MESSAGE.aggregate, body, 10_000)).toMatchObject([
      { kind: 'audio', dts_ms: 10_000 },
      { kind: 'video', dts_ms: 10_020 },
      { kind: 'metadata' },
    ])
    expect(() => units(MESSAGE.aggregate, body.subarray(0, 30))).toThrow(RtmpError)
  })

  test('with several tracks is one unit a track', () => {
    const body = Buffer.concat([Buffer.from([0x96, 0x13]), Buffer.from('av01\0\0\0\x01a\x01\0\0\x01b', 'latin1')])
    expect(units(MESSAGE.video, body).map(({ track_id, dts_ms }) => [track_id, dts_ms])).toEqual([
      [0, 1000],
      [1, 1000],
    ])
  })
})
