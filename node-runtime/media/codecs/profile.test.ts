import { expect, test } from 'vitest'
import { profileOf } from './profile.ts'

test.each([
  ['avc1.64002a', 'High', '4.2'],
  ['avc1.4d401f', 'Main', '3.1'],
  ['avc1.42c01e', 'Constrained Baseline', '3.0'],
  ['avc1.42001e', 'Baseline', '3.0'],
  ['hvc1.1.6.L93.B0', 'Main', '3.1'],
  ['hvc1.2.4.L153.B0', 'Main 10', '5.1'],
  ['av01.0.08M.08', 'Main', '4.0'],
  ['vp09.00.40.08', 'Profile 0', '4.0'],
  ['mp4a.40.2', 'LC', null],
  ['mp4a.40.5', 'HE', null],
  ['opus', null, null],
  [null, null, null],
])('%s is %s %s', (codec_string, profile, level) => {
  expect(profileOf(codec_string)).toEqual({ profile, level })
})
