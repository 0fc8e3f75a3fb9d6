import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { masked } from './masked.ts'
import { tarGz } from './tar-gz.ts'

const pem = `-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----`

test.each([
  ['a token of ours', `enroll_${'t'.repeat(43)}.${'a'.repeat(64)}`],
  ['a credential', `node_${'c'.repeat(43)}`],
  ['a shared token', `clt_${'c'.repeat(43)}`],
  ['a key', pem],
  ['a hash of a password', 'root:$y$j9T$abcdefghijklmnop$qrstuvwxyz0123456789ABCDEFGH:19000'],
])('%s is taken out wherever it stands', (_, secret) => {
  const said = masked(`before\n${secret}\nafter {"x":"${secret}"}`)
  for (const part of secret.split('\n').filter((line) => !line.startsWith('-----'))) expect(said).not.toContain(part)
  expect(said).toMatch(/^before\n[\s\S]*after/)
})

test.each([
  ['password: hunter2hunter2', 'hunter2hunter2'],
  ['"HEADWATER_NODE_CLUSTER_API_KEY=verysecretvalue"', 'verysecretvalue'],
  ['cluster_api_key: "with spaces inside"', 'spaces'],
  ['Authorization: Bearer abcdefghijkl.mnop', 'abcdefghijkl'],
  ['rtmp://anna:s3cretword@example.com/live', 's3cretword'],
  ['GET /live/a.flv?expire=1&token=abcdef0123456789 200', 'abcdef0123456789'],
  ['{"credential": "anything at all"}', 'anything'],
])('%s: what is called a secret goes by its name', (text, secret) => {
  expect(masked(text)).not.toContain(secret)
})

test('a secret that is known goes by its letters, and all else stays', () => {
  expect(masked('it is plainword here', ['plainword'])).toBe('it is [masked] here')
  const plain =
    'LISTEN 0 511 0.0.0.0:1935 users:(("node",pid=7)) tokens: none\nmedia: { rtmp_port: 1935 }\nstream key of live/test'
  expect(masked(plain)).toBe(plain)
})

test('an archive holds what was put into it', () => {
  const bytes = gunzipSync(
    tarGz(
      'd',
      new Map([
        ['a.txt', 'hello'],
        ['b.txt', 'x'.repeat(600)],
      ]),
      1,
    ),
  )
  expect(bytes.length % 512).toBe(0)
  expect(bytes.toString('latin1', 0, 7)).toBe('d/a.txt')
  expect(bytes.toString('latin1', 512, 517)).toBe('hello')
  expect(bytes.toString('latin1', 1024, 1031)).toBe('d/b.txt')
})
