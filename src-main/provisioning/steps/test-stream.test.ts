import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { FlvFrameCounter, MediaRefusal, playFrames, publishSilence } from './test-stream.ts'

test('silence that is published is what a player counts the frames of', async () => {
  const { promise: published, resolve } = Promise.withResolvers<Buffer>()
  const server = createServer((request) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      if (chunks.length > 8) resolve(Buffer.concat(chunks))
    })
    request.on('error', () => undefined)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const over = new AbortController()
  const publishing = publishSilence(
    `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/a/b.flv`,
    over.signal,
  )
  const bytes = await published
  over.abort()
  await publishing
  server.close()
  // What there is comes before it, or nodes would wait for a picture.
  expect(bytes.readUInt8(13)).toBe(18)
  expect(bytes.subarray(0, bytes.indexOf(0xaf)).includes('audiocodecid')).toBe(true)
  const counter = new FlvFrameCounter()
  // In any pieces.
  for (const byte of bytes) counter.take(Buffer.from([byte]))
  expect(counter.frames).toBeGreaterThan(2)
})

test('a node that refuses or is not there is told apart', async () => {
  const server = createServer((_, response) => response.writeHead(403).end())
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/a/b.flv`
  await expect(playFrames(url, 1, new AbortController().signal)).rejects.toMatchObject({ status: 403 })
  await expect(publishSilence(url, AbortSignal.timeout(5_000))).rejects.toBeInstanceOf(MediaRefusal)
  server.close()
  await expect(playFrames('http://127.0.0.1:1/a/b.flv', 1, new AbortController().signal)).rejects.toMatchObject({
    status: 0,
  })
})

test('what is no FLV is not taken for frames', () => {
  expect(() => new FlvFrameCounter().take(Buffer.from('<!doctype html><html>'))).toThrow(MediaRefusal)
})
