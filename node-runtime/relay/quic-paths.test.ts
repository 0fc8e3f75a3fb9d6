import { expect, test } from 'vitest'
import type { Peer } from '#contract/control-channel.ts'
import type { NodeId } from '#contract/ids.ts'
import { QuicPaths, UNREACHABLE_MS } from './quic-paths.ts'

const source = (address: string): Peer => ({
  node_id: crypto.randomUUID() as NodeId,
  name: 'a',
  endpoints: { address, rtmp_port: 1, media_port: 2, quic_port: 3 },
  relay_fingerprint: '00'.repeat(32),
})

test('a path that failed is left alone for five minutes, and others are not', () => {
  const paths = new QuicPaths()
  const failed = source('10.0.0.1')
  paths.failed(failed, 1_000, UNREACHABLE_MS)
  expect(paths.failedLately(failed, 1_000 + UNREACHABLE_MS - 1)).toBe(true)
  expect(paths.failedLately(source('10.0.0.2'), 2_000)).toBe(false)
  expect(paths.failedLately(failed, 1_000 + UNREACHABLE_MS)).toBe(false)
})

test('what is remembered is bounded', () => {
  const paths = new QuicPaths()
  const first = source('first')
  paths.failed(first, 0, UNREACHABLE_MS)
  for (let place = 0; place < 10_000; place += 1) paths.failed(source(`${place}`), 0, UNREACHABLE_MS)
  expect(paths.failedLately(first, 1)).toBe(false)
})
