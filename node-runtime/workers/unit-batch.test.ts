import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import type { MediaUnit } from '../media/unit.ts'
import { FlvDemuxer } from '../protocols/flv/to-stream.ts'
import { type NumberedUnit, readBatch, sizeInBatch, writeBatch } from './unit-batch.ts'

const clip = join(import.meta.dirname, '../../scripts/demo/test-picture.flv')

async function unitsOfClip(): Promise<MediaUnit[]> {
  const units: MediaUnit[] = []
  new FlvDemuxer({ header: 'file', onUnit: (unit) => units.push(unit) }).push(await readFile(clip))
  return units
}

function read(batch: ArrayBuffer): NumberedUnit[] {
  const found: NumberedUnit[] = []
  readBatch(batch, (stream, unit) => found.push({ stream, unit }))
  return found
}

describe('a batch of units', () => {
  test('comes out as it went in, metadata and sequence headers too, on the other side of a port', async () => {
    const units = (await unitsOfClip()).map((unit, index) => ({ stream: index % 3, unit }))
    expect(units.some(({ unit }) => unit.kind === 'metadata')).toBe(true)
    const batch = writeBatch(units)
    expect(batch.byteLength).toBe(units.reduce((sum, { unit }) => sum + sizeInBatch(unit), 0))
    const { port1, port2 } = new MessageChannel()
    port1.postMessage(batch, [batch])
    expect(batch.detached).toBe(true)
    const received = receiveMessageOnPort(port2)
    expect(read(received?.message)).toEqual(units)
    port1.close()
  })

  test('keeps times behind the wrap of 32 bits', async () => {
    const [unit] = (await unitsOfClip()).filter(({ kind }) => kind === 'video')
    if (!unit) throw new Error('the clip has no picture')
    const late = { ...unit, dts_ms: 2 ** 33 + 0.5 }
    expect(read(writeBatch([{ stream: 7, unit: late }]))).toEqual([{ stream: 7, unit: late }])
  })

  test('may be empty', () => {
    expect(read(writeBatch([]))).toEqual([])
  })
})
