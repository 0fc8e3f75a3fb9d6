import { expect, test } from 'vitest'
import { SoundOffset } from './sound-offset.ts'

/** Ten seconds of picture and sound; the sound comes `late_ms` after what belongs to it, in bursts of `burst_ms`. */
function measure(late_ms: number, burst_ms = 1): number | null {
  const offset = new SoundOffset()
  const arrival = (at: number) => Math.ceil(at / burst_ms) * burst_ms
  const units = [
    ...Array.from({ length: 250 }, (_, i) => ({ kind: 'video' as const, dts: i * 40, at: arrival(i * 40) })),
    ...Array.from({ length: 430 }, (_, i) => ({ kind: 'audio' as const, dts: i * 23, at: arrival(i * 23 + late_ms) })),
  ].sort((a, b) => a.at - b.at)
  for (const { kind, dts, at } of units) offset.add(kind, dts, at)
  return offset.ms
}

test('sound that comes with its picture is neither ahead nor behind, in bursts too', () => {
  expect(Math.abs(measure(0) ?? 99)).toBeLessThan(5)
  expect(Math.abs(measure(0, 200) ?? 99)).toBeLessThan(40)
})

test('sound that comes late is behind by that, and early sound ahead', () => {
  expect(Math.abs((measure(400) ?? 0) + 400)).toBeLessThan(20)
  expect(measure(-300)).toBeGreaterThan(280)
})

test('nothing is said of a stream without sound', () => {
  const offset = new SoundOffset()
  offset.add('video', 0, 0)
  expect(offset.ms).toBe(null)
})
