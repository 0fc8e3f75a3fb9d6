import { expect, it } from 'vitest'
import { originConfigSchema } from '#contract/config.ts'
import type { ApiKeyInfo, OperatorInfo } from '#contract/operators.ts'
import { securityCheckSchema, securityRules } from '#contract/security-check.ts'
import type { StreamKey } from '#contract/stream-key.ts'
import { type SecurityFacts, securityFindings } from './security-rules.ts'

const NOW = '2026-06-01T00:00:00.000Z'
const NOW_MS = Date.parse(NOW)
const daysAgo = (days: number) => new Date(NOW_MS - days * 86_400_000).toISOString()

const OWNER: OperatorInfo = {
  ...{ id: 'o1', name: 'Ada', role: 'owner', state: 'active', created_at: daysAgo(9), invited_by: null },
  ...{ last_signed_in_at: null, has_password: true, has_totp: true, passkeys: 0, sessions: 0, api_keys: 0 },
  link_expires_at: null,
}
const API_KEY: ApiKeyInfo = {
  ...{ id: 'k1', name: 'CI', prefix: 'abc', operator_id: 'o1', operator_name: 'Ada', role: 'owner', scopes: null },
  ...{ created_at: daysAgo(200), expires_at: daysAgo(-9), last_used_at: daysAgo(1), state: 'active' },
}
const STREAM_KEY: StreamKey = {
  ...{ id: '6f1d1a52-7f0e-4d0e-9a43-0d4a3d0f7b11', prefix: 'stream_a', pattern: '*', label: 'OBS' },
  ...{ created_at: daysAgo(365), created_by: 'Ada', expires_at: null, revoked_at: null, last_used: null },
  ...{ replaced_by: null, state: 'active' },
}
const config = originConfigSchema.parse({ data_dir: '/data' })
const WELL: SecurityFacts = {
  ...{ host: config.host, plain_http: true, publish_allow: config.media.publish_allow, keys_for_all: false },
  ...{ operators: [OWNER], api_keys: [API_KEY], stream_keys: [STREAM_KEY] },
  ...{ redis: config.redis, backup_interval_ms: config.backup_interval },
}

/** What is the matter, as `rule subjects`. */
const matters = (changed: Partial<SecurityFacts>) =>
  securityFindings({ ...WELL, ...changed }, NOW_MS)
    .filter(({ outcome }) => outcome !== 'pass')
    .map(({ rule, subjects }) => [rule, ...subjects.map(({ name }) => name)].join(' '))

it('says of each rule that all is well with an origin as it comes', () => {
  const findings = securityFindings(WELL, NOW_MS)
  expect(findings.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual(securityRules.map((rule) => `${rule} pass`))
  expect(securityCheckSchema.parse({ checked_at: NOW, findings }).findings).toEqual(findings)
})

it.each(['0.0.0.0', '::', '192.0.2.1', '127.example.org'])(
  'warns of an origin at %s that answers without TLS',
  (host) => {
    expect(matters({ host })).toEqual(['plain_http'])
    expect(matters({ host, plain_http: false })).toEqual([])
  },
)

it.each([
  ['0.0.0.0/0', true],
  ['8.8.8.0/24', true],
  ['::/0', true],
  ['2a00:1450::/32', true],
  ['10.0.0.0/4', true],
  ['10.1.2.0/24', false],
  ['192.168.1.7', false],
  ['fd00::/8', false],
  ['fe80::1', false],
])('publishing without a key from %s: open to the internet is %s', (network, is_open) => {
  const publish_allow = ['127.0.0.0/8', network]
  expect(matters({ publish_allow })).toEqual(is_open ? [`publishing_open ${network}`] : [])
  expect(matters({ publish_allow, keys_for_all: true })).toEqual([])
})

it('warns of an owner who has a password and nothing beside it', () => {
  const weak = { ...OWNER, has_totp: false }
  expect(matters({ operators: [weak] })).toEqual(['owner_second_factor Ada'])
  const well = [
    { ...weak, passkeys: 1 },
    { ...weak, role: 'viewer' as const },
    { ...weak, has_password: false },
  ]
  expect(matters({ operators: well })).toEqual([])
})

it('warns of API keys that have no end or that nobody uses', () => {
  expect(matters({ api_keys: [{ ...API_KEY, expires_at: null }] })).toEqual(['api_key_without_end CI'])
  expect(matters({ api_keys: [{ ...API_KEY, last_used_at: daysAgo(90) }] })).toEqual(['api_key_unused CI'])
  expect(matters({ api_keys: [{ ...API_KEY, last_used_at: null }] })).toEqual(['api_key_unused CI'])
  expect(matters({ api_keys: [{ ...API_KEY, last_used_at: daysAgo(89) }] })).toEqual([])
  expect(matters({ api_keys: [{ ...API_KEY, expires_at: null, last_used_at: null, state: 'revoked' }] })).toEqual([])
})

it('names twenty, and counts the rest', () => {
  const api_keys = Array.from({ length: 23 }, (_, nth) => ({ ...API_KEY, id: `k${nth}`, expires_at: null }))
  const [finding] = securityFindings({ ...WELL, api_keys }, NOW_MS).filter(({ outcome }) => outcome === 'warn')
  expect([finding?.subjects.length, finding?.more]).toEqual([20, 3])
})

it('warns of a stream key without an end that is older than a year', () => {
  const old = { ...STREAM_KEY, created_at: daysAgo(366) }
  expect(matters({ stream_keys: [old] })).toEqual(['stream_key_old OBS'])
  expect(matters({ stream_keys: [{ ...old, label: null }] })).toEqual(['stream_key_old stream_a'])
  expect(matters({ stream_keys: [{ ...old, expires_at: daysAgo(-9) }] })).toEqual([])
})

it.each([
  ['redis://10.0.0.5:6379', true],
  ['redis://:secret@10.0.0.5:6379', true],
  ['rediss://10.0.0.5:6379', true],
  ['rediss://:secret@redis.example:6379', false],
  ['redis://127.0.0.1:6379', false],
  ['redis://[::1]:6379', false],
  ['memory', false],
])('a Redis at %s: open is %s', (redis, is_open) => {
  expect(matters({ redis })).toEqual(is_open ? ['redis_open'] : [])
})

it('warns where no backup is made by itself', () => {
  expect(matters({ backup_interval_ms: 0 })).toEqual(['no_backups'])
})
