import { describe, expect, it } from 'vitest'
import { streamPathSchema } from './ids.ts'

describe('a stream path', () => {
  it.each(['live/test', 'a/b', 'live/stream-1_hd.v2', '_x/-y'])('takes %s', (path) => {
    expect(streamPathSchema.safeParse(path).success).toBe(true)
  })

  it.each([
    '',
    'live',
    'live/',
    '/live/test',
    'live/../etc',
    'live/.hidden',
    'a/b/c',
    'li ve/x',
    'live/\0',
    `live/${'x'.repeat(129)}`,
    '../x',
  ])('refuses %j', (path) => {
    expect(streamPathSchema.safeParse(path).success).toBe(false)
  })
})
