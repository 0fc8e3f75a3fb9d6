import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { machineOf, stripped } from './elf.mjs'
import { readTar, tarOf } from './tar.mjs'

const long = `${'folder/'.repeat(20)}${'n'.repeat(90)}`
const entries = [
  { name: 'a', type: 'folder', mode: 0o700, owner: 10001 },
  { name: 'a/file', type: 'file', mode: 0o755, content: Buffer.from('hello') },
  { name: 'a/link', type: 'link', target: 'file' },
  { name: long, type: 'file', content: Buffer.alloc(512, 'x') },
]
const whole = Buffer.concat(tarOf(entries))

describe('tar', () => {
  it('reads back what it wrote', () => {
    expect([...readTar(whole)]).toMatchObject([
      { name: 'a', flag: '5', mode: 0o700, owner: 10001, group: 10001 },
      { name: 'a/file', flag: '0', mode: 0o755, content: Buffer.from('hello') },
      { name: 'a/link', flag: '2', target: 'file' },
      { name: long, flag: '0', content: Buffer.alloc(512, 'x') },
    ])
  })

  it('is understood by tar, with the time it is given', () => {
    const { stdout, status } = spawnSync('tar', ['--utc', '-tvf', '-'], {
      input: Buffer.concat(tarOf(entries, 86_400)),
      encoding: 'utf8',
    })
    expect(status).toBe(0)
    expect(stdout.split('\n')[1]).toMatch(/^-rwxr-xr-x 0\/0 +5 1970-01-02 00:00 a\/file$/)
    expect(stdout).toContain('a/link -> file')
  })

  it.each(['gnu', 'pax'])('reads long names as tar writes them in format %s', (format) => {
    const folder = mkdtempSync(join(tmpdir(), 'tar-'))
    try {
      const name = 'n'.repeat(120)
      mkdirSync(join(folder, 'deep'))
      writeFileSync(join(folder, 'deep', name), 'x')
      const { stdout } = spawnSync('tar', [`--format=${format}`, '-C', folder, '-cf', '-', './deep'])
      expect([...readTar(stdout)].map((entry) => entry.name)).toEqual(['deep', `deep/${name}`])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('refuses an archive that was cut', () => {
    expect(() => [...readTar(whole.subarray(0, 1026))]).toThrow('ends in the middle')
  })
})

describe('programs', () => {
  it.runIf(process.platform === 'linux')('runs without its symbols', () => {
    const folder = mkdtempSync(join(tmpdir(), 'elf-'))
    try {
      const program = join(folder, 'true')
      const { stdout } = spawnSync('cat', ['/bin/true'])
      expect(machineOf(stdout)).toBe(process.arch === 'arm64' ? 'arm64' : 'x86_64')
      const short = stripped(stdout)
      expect(short.length).toBeLessThan(stdout.length)
      writeFileSync(program, short, { mode: 0o755 })
      expect(spawnSync(program).status).toBe(0)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('knows what is no program', () => {
    expect(machineOf(Buffer.from('#!/bin/sh'))).toBe(null)
  })
})
