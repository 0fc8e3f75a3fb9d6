import { expect, test } from 'vitest'
import { render } from '#contract/sentence.ts'
import { whyNotJoined } from './why-not-joined.ts'

const facts = { host: 'box', origin_url: 'https://10.0.0.1:8090', rtmp_port: 1935, media_port: 8080 }
const cases = [
  ['listen EADDRINUSE: address already in use 0.0.0.0:8080', 'port_taken', /Port 8080 is taken/],
  [
    'cannot enrol yet, trying again: connect ECONNREFUSED 10.0.0.1:8090',
    'origin_unreachable',
    /cannot reach this origin/,
  ],
  [
    'https://10.0.0.1:8090 did not take this node in: Enrollment token enroll_ab… was revoked',
    'token_refused',
    /did not take/,
  ],
  ['its certificate is not yet good by the clock of this machine, which says 1999', 'clock_wrong', /clock/],
  [
    'https://10.0.0.1:8090 is not known to be the origin: its certificate is not one that is trusted',
    'wrong_origin',
    /not this origin/,
  ],
  ['something else', 'node_did_not_join', /did not join/],
] as const

test.each(cases)('“%s” is told as %s', (line, code, message) => {
  const told = whyNotJoined(['before', line], facts)
  expect(told.code).toBe(code)
  expect(render(told.message)).toMatch(message)
})
