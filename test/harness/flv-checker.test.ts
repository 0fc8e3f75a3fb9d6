import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { clip } from './clip.ts'
import { FlvChecker } from './flv-checker.ts'
import type { CheckedTag } from './tag-order.ts'

async function clipBytes(): Promise<Buffer> {
  return await readFile(await clip())
}

function check(bytes: Buffer, piece_bytes = bytes.length): readonly CheckedTag[] {
  const tags: CheckedTag[] = []
  const checker = new FlvChecker((tag) => tags.push(tag))
  for (let at = 0; at < bytes.length; at += piece_bytes) checker.push(bytes.subarray(at, at + piece_bytes))
  expect(checker.whole).toBe(true)
  return tags
}

describe('the checker that all viewers of these tests read FLV with', () => {
  test('accepts what ffmpeg writes, in whole and in pieces of 7 bytes', async () => {
    const bytes = await clipBytes()
    const tags = check(bytes)
    expect(tags.filter((tag) => tag.kind === 'video' && !tag.config)).toHaveLength(250)
    expect(check(bytes, 7)).toEqual(tags)
  })

  test('refuses a wrong previous-tag-size, tag type, stream id and header', async () => {
    const bytes = await clipBytes()
    const broken = (at: number, value: number) => {
      const copy = Buffer.from(bytes)
      copy[at] = value
      return () => check(copy)
    }
    const firstTagEnds = 13 + 11 + bytes.readUIntBE(14, 3)
    expect(broken(0, 0x47)).toThrow('does not start with FLV')
    expect(broken(13, 30)).toThrow('tag type 30')
    expect(broken(13 + 10, 1)).toThrow('stream id')
    expect(broken(firstTagEnds + 3, 0)).toThrow('previous-tag-size')
  })

  test('refuses time that goes back and a start between keyframes', async () => {
    const bytes = await clipBytes()
    const video: number[] = []
    for (let at = 13; at < bytes.length; at += 15 + bytes.readUIntBE(at + 1, 3)) {
      if (bytes[at] === 9 && bytes[at + 12] === 1) video.push(at)
    }
    const [first = 0, second = 0] = video
    const backwards = Buffer.from(bytes)
    backwards.writeUIntBE(5_000, first + 4, 3)
    expect(() => check(backwards)).toThrow('goes back')
    const head = bytes.subarray(0, 13)
    expect(() => check(Buffer.concat([head, bytes.subarray(second)]))).toThrow('no keyframe')
  })
})
