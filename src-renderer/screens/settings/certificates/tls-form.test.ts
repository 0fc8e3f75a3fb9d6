import { expect, test } from 'vitest'
import type { Setting } from '#contract/settings.ts'
import { changeOf, fieldsOf, tlsSettings, typedFirst } from './tls-form.ts'

const setting = (
  name: string,
  input: 'text' | 'secret' | 'one_of' | 'list' | 'switch' | 'number',
  more: Partial<Setting> = {},
) => ({
  ...{ name, value: null, default: null, unit: null, secret: input === 'secret' },
  source: { kind: 'default', where: null } as const,
  choice: { input, options: ['own', 'acme', 'files', 'off', 'dns-01', 'http-01'], chosen: null, waits: false },
  ...more,
})

const settings = tlsSettings([
  setting('tls.mode', 'one_of', { value: 'own', default: 'own' }),
  setting('tls.acme_names', 'list', { value: [], default: [] }),
  setting('tls.acme_email', 'text'),
  setting('tls.acme_challenge', 'one_of', { value: 'http-01', default: 'http-01' }),
  setting('tls.acme_http_port', 'number'),
  setting('tls.acme_terms_agreed', 'switch', { value: false, default: false }),
  setting('tls.dns_tsig_secret', 'secret', { value: '(set)' }),
  setting('tls.certificate', 'text', { source: { kind: 'file', where: 'headwater.yaml' }, choice: null }),
  setting('backups_kept', 'number'),
])
const first = typedFirst(settings)

test('the form begins with what is in effect, and changes nothing by itself', () => {
  expect(first).toMatchObject({ 'tls.mode': 'own', 'tls.acme_names': '', 'tls.dns_tsig_secret': '' })
  expect(Object.keys(first)).not.toContain('tls.certificate')
  expect(changeOf(settings, first)).toEqual({ changes: {}, shown: {}, wrong: new Set() })
})

test('what is sent is what was typed of the fields that matter', () => {
  const acme = {
    ...first,
    'tls.mode': 'acme',
    'tls.acme_names': 'a.example\nb.example',
    'tls.acme_terms_agreed': 'true',
  }
  expect(changeOf(settings, { ...acme, 'tls.dns_tsig_secret': 'not asked for' }).changes).toEqual({
    ...{ 'tls.mode': 'acme', 'tls.acme_names': ['a.example', 'b.example'], 'tls.acme_terms_agreed': true },
  })
  const by_dns = { ...acme, 'tls.acme_challenge': 'dns-01', 'tls.dns_tsig_secret': 'c2VjcmV0LW9mLXRlc3Q=' }
  expect(changeOf(settings, by_dns)).toMatchObject({
    changes: { 'tls.dns_tsig_secret': 'c2VjcmV0LW9mLXRlc3Q=' },
    shown: { 'tls.dns_tsig_secret': '…' },
  })
  expect(changeOf(settings, { ...acme, 'tls.acme_http_port': 'eighty' }).wrong).toEqual(new Set(['tls.acme_http_port']))
})

test('each kind of certificate has the fields that it needs', () => {
  expect(fieldsOf('off', 'http-01')).toEqual([])
  expect(fieldsOf('files', 'http-01')).toContain('tls.key')
  expect(fieldsOf('acme', 'http-01')).not.toContain('tls.dns_server')
  expect(fieldsOf('acme', 'dns-01')).toContain('tls.dns_server')
})
