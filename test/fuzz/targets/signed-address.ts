import { createHmac } from 'node:crypto'
import type { StreamPath } from '#contract/ids.ts'
import { signedText, type ToldSigningKey } from '#contract/signing-key.ts'
import { signatureProblem } from '../../../node-runtime/agent/signed-address.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { expectSame, expectTrue } from '../pieces.ts'

const NOW_S = 1_800_000_000
const path = 'live/test' as StreamPath
const keyOf = (letter: string, pattern: string): ToldSigningKey => ({
  ...{ id: '0a5b0a3e-8d0e-4b7c-9d57-0c8a36e1b001', use: 'addresses', pattern, key: `sign_${letter.repeat(43)}` },
})
const good = keyOf('k', 'live/*')
/** Of other streams: what it signs opens nothing here. */
const foreign = keyOf('f', 'other/*')
const keys = [foreign, good]

const signed = ({ key }: ToldSigningKey, kind: 'play' | 'publish', expire: string, ip: string | null) =>
  createHmac('sha256', key).update(signedText({ kind, path, expire, ip })).digest()

/**
 * A mutant cannot make a signature: `{K}`, `{F}` and `{P}` stand for those of the rest of the query, by the good key, by that of other streams and
 * for publishing; behind a `b` in base64url.
 */
function filled(text: string): string {
  const asked = new URLSearchParams(text)
  const [expire, ip] = [asked.get('expire') ?? '', asked.get('ip')]
  return text.replaceAll(/\{(b?)([KFP])\}/g, (_all, as_base64: string, by: string) => {
    const hmac = signed(by === 'F' ? foreign : good, by === 'P' ? 'publish' : 'play', expire, ip)
    return hmac.toString(as_base64 === '' ? 'hex' : 'base64url')
  })
}

/** The query of an address that somebody wants to watch by, and where they come from behind a line feed. */
export const signedAddress: FuzzTarget = {
  name: 'signed-address',
  covers: [
    '/agent/signed-address.ts',
    '/agent/network-list.ts',
    '/contract/signing-key.ts',
    '/contract/stream-policy.ts',
  ],
  max_bytes: 512,
  dictionary: [
    ...[
      'expire=',
      'token=',
      'ip=',
      '&',
      '{K}',
      '{F}',
      '{P}',
      '{bK}',
      `${NOW_S + 1}`,
      `${NOW_S}`,
      '000',
      '1e12',
      '%3A',
      '%2F',
      ':',
      '/0',
      '/32',
    ],
    ...['10.0.0.1', '10.0.0.0/8', '2001:db8::/32', '::ffff:10.0.0.1', '\n', '%00', '+', '-1'],
  ].map((word) => Buffer.from(word)),
  seeds: [
    `expire=${NOW_S + 60}&token={K}\n10.0.0.1`,
    `expire=${NOW_S + 60}&token={bK}\n10.0.0.1`,
    `expire=${NOW_S + 60}&token={bK}=\n10.0.0.1`,
    `expire=${NOW_S - 1}&token={K}\n10.0.0.1`,
    `expire=${NOW_S + 60}&ip=10.0.0.0/8&token={K}\n10.0.0.1`,
    `expire=${NOW_S + 60}&ip=10.0.0.1&token={K}\n10.0.0.2`,
    `expire=${NOW_S + 60}&ip=2001:db8::/32&token={K}\n2001:db8::7`,
    `expire=${NOW_S + 60}&ip=x&token={K}\n10.0.0.1`,
    `expire=${NOW_S + 60}&token={F}\n10.0.0.1`,
    `expire=${NOW_S + 60}&token={P}\n10.0.0.1`,
    `expire=${NOW_S + 60}&token=${'0'.repeat(64)}\n10.0.0.1`,
    'expire=1',
    '',
  ].map((text) => Buffer.from(text)),
  check(input) {
    const [asked = '', address = ''] = input.toString('utf8').split('\n')
    const query = filled(asked)
    const judge = (more: object = {}) =>
      signatureProblem({ kind: 'play', path, address, query, ...more }, keys, NOW_S * 1_000)
    const problem = judge()
    expectSame('asked again', judge(), problem)
    const parts = new URLSearchParams(query)
    const [expire, token, ip] = [parts.get('expire') ?? '', parts.get('token') ?? '', parts.get('ip')]
    if (problem === null) {
      const wanted = signed(good, 'play', expire, ip)
      expectTrue(
        'signed by the good key',
        [wanted.toString('hex'), wanted.toString('base64url')].includes(
          /^[0-9a-f]{64}$/i.test(token) ? token.toLowerCase() : token.replace(/=$/, ''),
        ),
      )
      expectTrue('in time', /^\d{1,12}$/.test(expire) && Number(expire) > NOW_S)
      expectTrue('of no other stream', judge({ path: 'live/tes' }) !== null && judge({ path: 'other/test' }) !== null)
      expectTrue('for nothing else', judge({ kind: 'publish' }) !== null)
      if (ip !== null) expectTrue('not from everywhere', judge({ address: 'nowhere' }) !== null)
    } else expectTrue('what is said of it is bounded', problem.length < 700)
    return `${problem?.replaceAll(/\d+|it is for .*/gs, '#').slice(0, 40)} ${ip === null} ${token.length === 64}`
  },
}
