import { describe, expect, test } from 'vitest'
import { mediaConfigSchema } from '#contract/config.ts'
import type { NodeId } from '#contract/ids.ts'
import { askingPublisher, askingViewer } from '../media/admission-fixtures.ts'
import { NodeNotAcceptingError, PlayElsewhereError, PublisherNotAllowedError } from '../media/stream-errors.ts'
import { NodeAdmission } from './admission.ts'

const { signal } = new AbortController()
const { publish_allow } = mediaConfigSchema.parse({})
const open = () => new NodeAdmission({ notAccepting: () => null, publish_allow })

describe('a publisher', () => {
  test.each(['127.0.0.1', '10.9.8.7', '192.168.1.20', '::1', '::ffff:192.168.1.20', 'fe80::1%eth0', 'fd12::3'])(
    'at %s is on this machine or in a private network and may publish',
    async (address) => {
      await expect(open().publish(askingPublisher({ address }))).resolves.toEqual({ key_id: null })
    },
  )

  test.each(['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::1', 'nonsense', ''])(
    'at %s is refused and told what to configure',
    async (address) => {
      const asked = open().publish(askingPublisher({ address }))
      await expect(asked).rejects.toBeInstanceOf(NodeNotAcceptingError)
      await expect(asked).rejects.toThrow(/publish_allow/)
    },
  )

  test('from a network that the configuration names is let in', async () => {
    const admission = new NodeAdmission({
      notAccepting: () => null,
      publish_allow: ['203.0.113.0/24', '2001:db8::/32'],
    })
    const from = (address: string) => admission.publish(askingPublisher({ address }))
    await from('203.0.113.9')
    await from('2001:db8::1')
    await expect(from('127.0.0.1')).rejects.toBeInstanceOf(NodeNotAcceptingError)
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
  ])('may if it came from %s', async (page) => {
    await expect(admission.publish(askingPublisher({ page }))).resolves.toEqual({ key_id: null })
  })

  test.each([
    'https://elsewhere.example',
    'https://studio.example.elsewhere.example',
    'http://127.0.0.1.elsewhere.example',
    'http://203.0.113.9',
    'null',
    '',
  ])('may not if it came from %j, and the refusal names what to configure', async (page) => {
    const asked = admission.publish(askingPublisher({ page }))
    await expect(asked).rejects.toBeInstanceOf(PublisherNotAllowedError)
    await expect(asked).rejects.toThrow(/publish_origins/)
  })
})

test('a draining node refuses new publishers and new viewers, and says so', async () => {
  let reason: string | null = 'This node is being drained.'
  const admission = new NodeAdmission({ notAccepting: () => reason, publish_allow })
  await expect(admission.publish(askingPublisher())).rejects.toThrow('being drained')
  await expect(admission.play(askingViewer(), signal)).rejects.toThrow('being drained')
  reason = null
  await admission.play(askingViewer(), signal)
})

test('a draining node sends viewers to another node where they can be sent on, and publishers nowhere', async () => {
  const peer = { node_id: 'bbbbbbbb', address: 'b.example', rtmp_port: 1935, media_port: 8080 }
  const elsewhere = { node_id: 'aaaaaaaa' as NodeId, peers: () => [peer] }
  const admission = new NodeAdmission({ notAccepting: () => 'This node is being drained.', publish_allow, elsewhere })
  const play = (hops: readonly string[] | null) => admission.play(askingViewer({ hops }), signal)
  await expect(play([])).rejects.toMatchObject({ elsewhere: { node: peer, hops: ['aaaaaaaa'] } })
  for (const cannot of [['bbbbbbbb'], null]) {
    const refused = play(cannot)
    await expect(refused).rejects.not.toBeInstanceOf(PlayElsewhereError)
    await expect(refused).rejects.toThrow('being drained')
  }
  await expect(admission.publish(askingPublisher())).rejects.not.toBeInstanceOf(PlayElsewhereError)
})
