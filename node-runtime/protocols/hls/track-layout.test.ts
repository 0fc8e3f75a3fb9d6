import { expect, test } from 'vitest'
import { audioConfig, videoConfig, videoUnit } from '../../media/media-fixtures.ts'
import { renditionsOf, tracksOf } from './track-layout.ts'

test('one picture and one sound stay together, whatever their numbers', () => {
  expect(renditionsOf(tracksOf([videoConfig(), audioConfig(), videoUnit(0, true)]))).toEqual([{ video: 0, audio: 0 }])
  expect(renditionsOf({ video: [], audio: [3] })).toEqual([{ video: 0, audio: 3 }])
  expect(renditionsOf({ video: [], audio: [] })).toEqual([{ video: 0, audio: 0 }])
})

test('more tracks are a rendition each, pictures first and the main track of each kind before the others', () => {
  const units = [{ ...audioConfig(), track_id: 1 }, { ...videoConfig(), track_id: 1 }, videoConfig(), audioConfig()]
  expect(renditionsOf(tracksOf(units))).toEqual([
    { video: 0, audio: null },
    { video: 1, audio: null },
    { video: null, audio: 0 },
    { video: null, audio: 1 },
  ])
})
