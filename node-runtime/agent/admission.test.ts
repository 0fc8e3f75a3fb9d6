import { describe, expect, test } from 'vitest'
import { mediaConfigSchema } from '#contract/config.ts'
import type { StreamPath } from '#contract/ids.ts'
import { NodeNotAcceptingError } from '../media/stream-errors.ts'
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

test('a draining node refuses new publishers and new viewers, and says so', () => {
  let reason: string | null = 'This node is being drained.'
  const admission = new NodeAdmission({ notAccepting: () => reason, publish_allow })
  expect(() => admission.publish(path, '127.0.0.1')).toThrow('being drained')
  expect(() => admission.play(path, '203.0.113.9')).toThrow('being drained')
  reason = null
  expect(() => admission.play(path, '203.0.113.9')).not.toThrow()
})
