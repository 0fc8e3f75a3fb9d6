import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { findInProfile } from './profile-scan.ts'
import { tempDir } from './temp-dir.ts'

test('a secret is found in a profile raw, as UTF-16 and packed, and nothing else is', async () => {
  await using temp = await tempDir()
  const secret = 'four words of mine'
  const answer = Buffer.from(`{"key":"${secret}"}`)
  const head = Buffer.alloc(24)
  Buffer.from([0x30, 0x5c, 0x72, 0xa7, 0x1b, 0x6d, 0xfb, 0xfc]).copy(head)
  const key = Buffer.from('http://origin/x')
  head.writeUInt32LE(key.length, 12)
  const tail = Buffer.alloc(48, 7)
  mkdirSync(join(temp.path, 'Cache_Data'))
  const files = {
    raw: answer,
    wide: Buffer.from(`x${secret}`, 'utf16le'),
    gzip: Buffer.concat([head, gzipSync(answer), tail]),
    zstd: Buffer.concat([head, zstdCompressSync(answer), tail]),
    'Cache_Data/brotli_0': Buffer.concat([head, key, brotliCompressSync(answer), tail]),
    clean: Buffer.from('four words of somebody'),
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(temp.path, name), content)
  const found = findInProfile(temp.path, [secret, 'not there'])
  expect(found.map(({ file }) => file).toSorted()).toEqual(['Cache_Data/brotli_0', 'gzip', 'raw', 'wide', 'zstd'])
})
