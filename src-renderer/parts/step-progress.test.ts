import { expect, test } from 'vitest'
import { progressWords } from './step-progress.ts'

const MIB = 1024 * 1024

test('bytes have a share, a rate and the time that is left', () => {
  expect(progressWords({ done: 40 * MIB, total: 100 * MIB, unit: 'bytes', rate: 10 * MIB })).toEqual({
    percent: 40,
    amount: '40 MiB of 100 MiB',
    pace: '10 MiB/s, about 6s left',
  })
})

test('what is not known is not said', () => {
  expect(progressWords({ done: 3 * MIB, total: null, unit: 'bytes', rate: null })).toEqual({
    percent: null,
    amount: '3 MiB',
    pace: '',
  })
})

test('a rate of nothing promises no end', () => {
  expect(progressWords({ done: 0, total: MIB, unit: 'bytes', rate: 0 }).pace).toBe('0 B/s')
})

test('things are counted', () => {
  expect(progressWords({ done: 4, total: 9, unit: 'viewers', rate: null }).amount).toBe('4 of 9 viewers')
})
