import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bareArchive, barePackage } from './bare-node.mjs'
import { machineOf } from './elf.mjs'
import { gzip } from './gzip.mjs'
import { tarOf } from './tar.mjs'

const files = [
  { name: 'bin/headwater-node', type: 'file', mode: 0o755, content: Buffer.from('#!/bin/sh\n') },
  { name: 'lib/main.js', type: 'file', content: Buffer.from('1\n') },
  { name: 'LICENSE', type: 'file', content: Buffer.from('ours\n') },
  { name: 'LICENSE.node', type: 'file', content: Buffer.from('theirs\n') },
]

describe('Debian package', () => {
  it('has the same bytes each time', () => {
    expect(barePackage(files, 'x86_64').equals(barePackage(files, 'x86_64'))).toBe(true)
  })

  it.runIf(spawnSync('dpkg-deb', ['--version']).status === 0)('is understood by dpkg', () => {
    const folder = mkdtempSync(join(tmpdir(), 'deb-'))
    try {
      const path = join(folder, 'node.deb')
      writeFileSync(path, barePackage(files, 'arm64'))
      const dpkg = (...words) => spawnSync('dpkg-deb', [...words, path], { encoding: 'utf8' })
      expect(dpkg('--field').stdout).toMatch(/^Package: headwater-node\nVersion: \S+\nArchitecture: arm64\n/)
      const listed = dpkg('--contents').stdout
      for (const wanted of [
        /^-rwxr-xr-x 0\/0 .* \.\/usr\/lib\/headwater-node\/bin\/headwater-node$/m,
        /^drwxr-xr-x 0\/0 .* \.\/etc\/headwater-node\/$/m,
        /\.\/usr\/bin\/headwater-node -> \.\.\/lib\/headwater-node\/bin\/headwater-node$/m,
        /\.\/usr\/lib\/systemd\/system\/headwater-node\.service$/m,
        /\.\/usr\/share\/doc\/headwater-node\/copyright$/m,
      ]) {
        expect(listed).toMatch(wanted)
      }
      const unit = spawnSync('sh', [
        '-c',
        `dpkg-deb --fsys-tarfile ${path} | tar -xO ./usr/lib/systemd/system/headwater-node.service`,
      ])
      expect(unit.stdout.toString()).toContain('ExecStart=/usr/lib/headwater-node/bin/headwater-node run\n')
      expect(unit.stdout.toString()).toContain('Environment=HEADWATER_INSTALLED_AS=package\n')
      const archived = spawnSync('tar', ['-xzO', '--wildcards', '*/headwater-node.service'], {
        input: bareArchive(files),
      })
      expect(archived.stdout.toString()).toContain('Environment=HEADWATER_INSTALLED_AS=service\n')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('compression', () => {
  it('of pieces is one file for whoever unpacks it', () => {
    const pieces = tarOf([{ name: 'a', type: 'file', content: Buffer.from('text') }])
    const { stdout } = spawnSync('tar', ['-xzO', 'a'], {
      input: Buffer.concat([gzip(pieces.slice(0, 1)), gzip(pieces.slice(1))]),
    })
    expect(stdout.toString()).toBe('text')
    expect(gzip(pieces).equals(gzip([Buffer.concat(pieces)]))).toBe(true)
  })

  it('knows programs of the other machine', () => {
    const header = Buffer.alloc(64)
    header.write('\u007fELF\u0002\u0001', 'latin1')
    header.writeUInt16LE(183, 18)
    expect(machineOf(header)).toBe('arm64')
  })
})
