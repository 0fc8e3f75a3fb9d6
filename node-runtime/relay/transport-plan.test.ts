import { describe, expect, test } from 'vitest'
import { planTransports, QUIC_HEAD_START_MS, type TransportFacts } from './transport-plan.ts'

const facts: TransportFacts = { foreign: false, setting: 'auto', offered: true, ready: true, failed_lately: false }

describe('a relay', () => {
  test('is tried over QUIC first where both nodes have it, and over TLS when that takes too long', () => {
    expect(planTransports(facts)).toEqual({ tries: ['quic', 'tls'], head_start_ms: QUIC_HEAD_START_MS })
  })

  test.each(['auto', 'tls', 'quic'] as const)(
    'from a foreign member is FLV over HTTP, with relay_transport %s too',
    (setting) => {
      expect(planTransports({ ...facts, foreign: true, setting })).toEqual({ tries: ['http-flv'], head_start_ms: 0 })
    },
  )

  test.each([{ offered: false }, { ready: false }, { failed_lately: true }, { setting: 'tls' as const }])(
    'goes over TLS at once with %o',
    (change) => {
      expect(planTransports({ ...facts, ...change })).toMatchObject({ tries: ['tls'] })
    },
  )

  test('goes over nothing but QUIC where that is set, also when it failed lately', () => {
    expect(planTransports({ ...facts, setting: 'quic', failed_lately: true })).toMatchObject({ tries: ['quic'] })
  })

  test.each([{ offered: false }, { ready: false }])(
    'is refused in words where that is set and not to be had: %o',
    (change) => {
      expect(planTransports({ ...facts, setting: 'quic', ...change })).toMatchObject({
        impossible: expect.stringContaining('relay_transport'),
      })
    },
  )
})
