import { expect, test } from 'vitest'
import { drawn } from './qr-code.tsx'

test('a QR code has its three finders, and four quiet squares around it', () => {
  const { size, path } = drawn('otpauth://totp/Headwater:owner?secret=GEZDGNBVGY3TQOJQ')
  const dark = new Set(path.match(/M\d+ \d+/g))
  expect(size).toBeGreaterThan(28)
  for (const corner of [`M4 4`, `M${size - 5} 4`, `M4 ${size - 5}`]) expect(dark).toContain(corner)
  expect([...dark].filter((at) => /^M[0-3] | [0-3]$/.test(at))).toEqual([])
})
