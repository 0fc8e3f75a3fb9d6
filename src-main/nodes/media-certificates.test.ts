import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { OriginMessage } from '#contract/control-channel.ts'
import { systemClock } from './clock.ts'
import { type MediaCertificateSource, MediaCertificates, type MediaNode } from './media-certificates.ts'

const NODE = {
  node_id: 'a',
  name: 'edge-1',
  is_origin: false,
  address: 'edge.test',
  remote_address: '203.0.113.5',
} as unknown as MediaNode
const PAIR = { certificate_pem: 'certificate', key_pem: 'key' }

function open(source: Partial<MediaCertificateSource> = {}) {
  const sent: OriginMessage[] = []
  let changed: () => void = () => undefined
  const certificates = new MediaCertificates({
    source: {
      readyMade: () => null,
      refusal: () => null,
      sign: async () => ({ chain_pem: 'chain', renew_at_ms: Date.now() + 3_600_000 }),
      onChanged: (listener) => {
        changed = listener
        return () => undefined
      },
      ...source,
    },
    clock: systemClock,
    send: (_id, message) => sent.push(message),
    log: pino({ level: 'silent' }),
  })
  return { certificates, sent, change: () => changed() }
}

test('a node is asked for a request and gets what is signed for it, once for each time that it was asked', async () => {
  const { certificates, sent, change } = open()
  await certificates.requested(NODE.node_id, 'unasked')
  certificates.connected(NODE, false)
  await certificates.requested(NODE.node_id, 'a request')
  await certificates.requested(NODE.node_id, 'another')
  const once = [{ type: 'media_certificate_wanted' }, { type: 'media_certificate', chain_pem: 'chain', key_pem: null }]
  expect(sent).toEqual(once)
  change()
  await certificates.requested(NODE.node_id, 'a request')
  expect(sent).toEqual([...once, ...once])
  certificates.gone(NODE.node_id)
  change()
  expect(sent).toHaveLength(4)
})

test('a key is sent only where nobody reads along', () => {
  const { certificates, sent } = open({ readyMade: () => PAIR })
  certificates.connected(NODE, false)
  expect(sent).toEqual([{ type: 'media_certificate_wanted' }])
  certificates.connected(NODE, true)
  expect(sent.at(-1)).toEqual({ type: 'media_certificate', chain_pem: 'certificate', key_pem: 'key' })
})

test('a node that may have none is left with its own', async () => {
  const { certificates, sent } = open({ refusal: () => 'it comes from elsewhere' })
  certificates.connected(NODE, true)
  await certificates.requested(NODE.node_id, 'a request')
  expect(sent).toEqual([])
})

test('what cannot be signed is no end of the connection', async () => {
  const { certificates, sent } = open({ sign: () => Promise.reject(new Error('no request')) })
  certificates.connected(NODE, false)
  await certificates.requested(NODE.node_id, 'garbage')
  expect(sent).toEqual([{ type: 'media_certificate_wanted' }])
})
