import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProcessLog } from './process-log.ts'

describe('the log of a process', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'headwater-log-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('keeps what was said, also when lines come in pieces, and shows the last of it', () => {
    const log = new ProcessLog(join(folder, 'logs', 'origin.log'))
    log.write(Buffer.from('one\ntw'))
    log.write(Buffer.from('o\nthree'))
    expect(log.tail).toEqual(['one', 'two', 'three'])
    log.close()
    expect(readFileSync(log.file, 'utf8')).toBe('one\ntwo\nthree')
    expect(statSync(log.file).mode & 0o077).toBe(0)
  })

  it('never grows without end, and keeps one older file', () => {
    const log = new ProcessLog(join(folder, 'origin.log'), 100)
    for (let line = 0; line < 50; line += 1) log.write(Buffer.from(`line ${line} ${'x'.repeat(20)}\n`))
    log.close()
    expect(statSync(log.file).size).toBeLessThanOrEqual(100)
    expect(statSync(`${log.file}.1`).size).toBeLessThanOrEqual(100)
    expect(readFileSync(log.file, 'utf8')).toContain('line 49')
    expect(log.tail).toHaveLength(20)
  })
})
