import { describe, expect, test } from 'vitest'
import { mediaConfigSchema } from '#contract/config.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import { NodeNotAcceptingError, PlayElsewhereError, PublisherNotAllowedError } from '../media/stream-errors.ts'
import { NodeAdmission } from './admission.ts'

const path = 'live/test' as StreamPath
const { publish_allow } = mediaConfigSchema.parse({})
const open = () => new NodeAdmission({ notAccepting: () => null, publish_allow })

describe('a publisher', () => {
  test.each(['127.0.0.1', '10.9.8.7', '192.168.1.20', '::1', '::ffff:192.168.1.20', 'fe80::1%eth0', 'fd12::3'])(
    'at %s is on this machine or in a private network and may publish',
    (address) => {
      expect(() => open().publish(path, address)).not.toThrow()
    },
  )

  test.each(['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::1', 'nonsense', ''])(
    'at %s is refused and told what to configure',
    (address) => {
      expect(() => open().publish(path, address)).toThrow(NodeNotAcceptingError)
      expect(() => open().publish(path, address)).toThrow(/publish_allow/)
    },
  )

  test('from a network that the configuration names is let in', () => {
    const admission = new NodeAdmission({
      notAccepting: () => null,
      publish_allow: ['203.0.113.0/24', '2001:db8::/32'],
    })
    expect(() => admission.publish(path, '203.0.113.9')).not.toThrow()
    expect(() => admission.publish(path, '2001:db8::1')).not.toThrow()
    expect(() => admission.publish(path, '127.0.0.1')).toThrow(NodeNotAcceptingError)
  })
})

describe('a page that publishes from a browser on this machine', () => {
  const admission = new NodeAdmission({ notAccepting: () => null, publish_allow, publish_origins: ['studio.example'] })
  test.each([
    'http://localhost:8090',
    'http://127.0.0.1:8090',
    'https://192.168.1.5',
    'http://[::1]:8090',
    'https://studio.example',
  ])('may if it came from %s', (page) => {
    expect(() => admission.publish(path, '127.0.0.1', page)).not.toThrow()
  })

  test.each([
    'https://elsewhere.example',
    'https://studio.example.elsewhere.example',
    'http://127.0.0.1.elsewhere.example',
    'http://203.0.113.9',
    'null',
    '',
  ])('may not if it came from %j, and the refusal names what to configure', (page) => {
    expect(() => admission.publish(path, '127.0.0.1', page)).toThrow(PublisherNotAllowedError)
    expect(() => admission.publish(path, '127.0.0.1', page)).toThrow(/publish_origins/)
  })
})

test('a draining node refuses new publishers and new viewers, and says so', () => {
  let reason: string | null = 'This node is being drained.'
  const admission = new NodeAdmission({ notAccepting: () => reason, publish_allow })
  expect(() => admission.publish(path, '127.0.0.1')).toThrow('being drained')
  expect(() => admission.play(path, '203.0.113.9')).toThrow('being drained')
  reason = null
  expect(() => admission.play(path, '203.0.113.9')).not.toThrow()
})

test('a draining node sends viewers to another node where they can be sent on, and publishers nowhere', () => {
  const peer = { node_id: 'bbbbbbbb', address: 'b.example', rtmp_port: 1935, media_port: 8080 }
  const elsewhere = { node_id: 'aaaaaaaa' as NodeId, peers: () => [peer] }
  const admission = new NodeAdmission({ notAccepting: () => 'This node is being drained.', publish_allow, elsewhere })
  const play = (hops: readonly string[] | null) => () => admission.play(path, '203.0.113.9', hops)
  expect(play([])).toThrow(expect.objectContaining({ elsewhere: { node: peer, hops: ['aaaaaaaa'] } }))
  expect(play(['bbbbbbbb'])).not.toThrow(PlayElsewhereError)
  expect(play(['bbbbbbbb'])).toThrow('being drained')
  expect(play(null)).not.toThrow(PlayElsewhereError)
  expect(() => admission.publish(path, '127.0.0.1')).not.toThrow(PlayElsewhereError)
})
