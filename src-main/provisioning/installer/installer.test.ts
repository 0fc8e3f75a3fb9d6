import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { installerRequestSchema } from '#contract/installer.ts'
import { limits } from '../checks/limits.ts'
import { installCommand } from './install-command.ts'
import { installScript } from './install-script.ts'
import { Installer, type InstallerFile, type InstallerOptions } from './installer.ts'

const facts = {
  origin_url: 'https://10.0.0.10:8090',
  version: '1.2.3',
  digests: {
    archive: { x86_64: 'a'.repeat(64), arm64: null },
    image: { x86_64: null, arm64: null },
  },
  brought_bytes: { x86_64: 130 * 1024 ** 2, arm64: null },
  key_pin: 'P7CisgRMyTV7L+VDJKEKLi6E5f+dEGjyLo1WFAZfyqw=',
  authority: 'b'.repeat(64),
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'installer-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function run(script: string, ...args: string[]) {
  const file = join(folder, 'install.sh')
  writeFileSync(file, script)
  const { status, stdout, stderr } = spawnSync('bash', [file, ...args], { encoding: 'utf8', timeout: 20_000 })
  return { status, said: `${stdout}${stderr}` }
}

describe('install.sh', () => {
  test('is filled in, every word of it quoted', () => {
    const script = installScript({ ...facts, origin_url: "http://x'; touch /tmp/pwned; '" })
    expect(script).not.toMatch(/^\w+=__/m)
    expect(script).toContain(`archive_x86_64='${'a'.repeat(64)}'`)
    expect(script).toContain(`archive_arm64=''`)
    expect(script).toContain(`served_url='http://x'\\''; touch /tmp/pwned; '\\'''`)
  })

  test('judges by the same table as a look over SSH', () => {
    const script = installScript(facts)
    const mib = (bytes: number) => `'${bytes / 1024 ** 2}'`
    const filled = {
      systems: `'debian:12 debian:13 ubuntu:22.04 ubuntu:24.04 ubuntu:26.04'`,
      disk_block_mib: mib(limits.disk.block_bytes),
      disk_warn_mib: mib(limits.disk.warn_bytes),
      memory_block_mib: mib(limits.memory.block_bytes),
      memory_warn_mib: mib(limits.memory.warn_bytes),
      processor_percent_warn: `'${limits.processors.warn_below * 100}'`,
      clock_warn_s: `'${limits.clock.warn_ms / 1_000}'`,
      clock_block_s: `'${limits.clock.block_ms / 1_000}'`,
      // Two and a half times what is brought; of what nobody knows, the table's own figure.
      room_mib_x86_64: `'325'`,
      room_mib_arm64: mib(limits.disk.brought_bytes * 2.5),
    }
    for (const [name, value] of Object.entries(filled)) expect(script).toContain(`\n${name}=${value}\n`)
  })

  test('passes shellcheck', ({ skip }) => {
    if (spawnSync('shellcheck', ['--version']).status !== 0)
      skip('there is no shellcheck here: scripts/setup installs it')
    const file = join(folder, 'install.sh')
    writeFileSync(file, installScript(facts))
    const { status, stdout } = spawnSync('shellcheck', ['--severity=style', file], { encoding: 'utf8' })
    expect([status, stdout]).toEqual([0, ''])
  })

  test('runs nothing when its download was cut, wherever that was', () => {
    const script = installScript(facts)
    const begins = script.split('\n')
    for (const lines of [40, 100, 200, 350, begins.length - 3]) {
      const { said } = run(begins.slice(0, lines).join('\n'), '--join', '--master-token', 'clt_0123456789abcdef')
      expect(said).not.toMatch(/==>/)
    }
    expect(run(begins.slice(0, -2).join('\n'), '--join')).toEqual({ status: 0, said: '' })
  })

  test('refuses what it does not know, with exit code 1 and what there is instead (S-3)', () => {
    const script = installScript(facts)
    expect(run(script, '--help')).toMatchObject({ status: 0, said: expect.stringContaining('--master-token') })
    expect(run(script, '--join', '--turbo')).toMatchObject({
      status: 1,
      said: expect.stringContaining('no option --turbo'),
    })
    expect(run(script, '--join', '--region')).toMatchObject({
      status: 1,
      said: expect.stringContaining('needs a value'),
    })
    expect(run(script)).toMatchObject({ status: 1, said: expect.stringContaining('--join, or --uninstall') })
    const secret = 'enroll_half'
    const half = run(script, '--join', `--master-token=${secret}`)
    expect(half).toMatchObject({ status: 1, said: expect.stringContaining('copied incompletely') })
    expect(half.said).not.toContain(secret)
    expect(run(script, '--join', '--node-name', 'a b')).toMatchObject({ status: 1 })
    expect(run(script, '--join', '--rtmp-port', '70000')).toMatchObject({ status: 1 })
  })
})

describe('the line to paste', () => {
  const wish = { action: 'join', token: 'clt_abc', dry_run: false } as const

  test('pins the key of an origin whose certificate is of its own authority, and no other', () => {
    const pinned = installCommand({ origin_url: facts.origin_url, key_pin: facts.key_pin }, wish)
    expect(pinned).toBe(
      `curl -fsS --proto '=https' -k --pinnedpubkey 'sha256//${facts.key_pin}' https://10.0.0.10:8090/install.sh | sudo bash -s -- --join --master-token clt_abc`,
    )
    expect(installCommand({ origin_url: 'https://origin.example.com', key_pin: null }, wish)).not.toMatch(/-k|pinned/)
    expect(installCommand({ origin_url: 'http://10.0.0.10:8090', key_pin: null }, wish)).toMatch(/^curl -fsS http:/)
  })

  test('is one line that a shell reads as it was meant', () => {
    const request = installerRequestSchema.parse({ node_name: 'edge-1', region: "Côte d'Azur; rm -rf ~" })
    const line = installCommand({ origin_url: 'http://10.0.0.10:8090', key_pin: null }, { ...request, ...wish })
    expect(line).not.toContain('\n')
    const words = line.slice(line.indexOf('-- ') + 3)
    const { stdout } = spawnSync('bash', ['-c', `printf '%s\\n' ${words}`], { encoding: 'utf8' })
    expect(stdout.trim().split('\n')).toEqual([
      ...['--join', '--master-token', 'clt_abc', '--node-name', 'edge-1'],
      ...['--region', "Côte d'Azur; rm -rf ~"],
    ])
  })
})

describe('an origin that serves it', () => {
  const file: InstallerFile = {
    path: '/srv/archive.tar.gz',
    bytes: 5,
    sha256: 'c'.repeat(64),
    unpacked_bytes: 12_000_000,
  }
  const installer = (options: Partial<InstallerOptions> = {}) =>
    new Installer({
      version: '1.2.3',
      artifacts: {
        archive: async (arch) => {
          if (arch === 'arm64') throw Object.assign(new Error('there is none'), { hint: 'Make one.' })
          return file
        },
        image: () => Promise.reject(new Error('nobody asked for it')),
      },
      joinUrl: () => 'http://10.0.0.10:8090',
      reachable_from_outside: true,
      authority: () => facts.authority,
      shownFor: () => ({ key_pin: facts.key_pin, publicly_trusted: false }),
      onMissing: () => undefined,
      ...options,
    })

  test('names itself as it was reached, by https where it has a certificate, and pins what not everybody trusts', async () => {
    const script = await installer().script('edge-of.example.com:8090', false, 'service')
    expect(script).toContain(`served_url='https://edge-of.example.com:8090'`)
    expect(script).toContain(`served_pin='${facts.key_pin}'`)
    expect(script).toContain(`archive_x86_64='${file.sha256}'`)
    const trusted = installer({ shownFor: () => ({ key_pin: 'x', publicly_trusted: true }) })
    expect(await trusted.script('10.0.0.10', true, 'service')).toContain(`served_pin=''`)
    const plain = installer({ shownFor: () => null, authority: () => null })
    expect(await plain.script('10.0.0.10:8090', false, 'service')).toContain(`served_url='http://10.0.0.10:8090'`)
    expect(await plain.script('10.0.0.10:8090', true, 'service')).toContain(`served_url='https://10.0.0.10:8090'`)
  })

  test('says what it has, and why not the rest', async () => {
    expect((await installer().describe()).installable).toEqual([
      { arch: 'x86_64', form: 'service', missing: null },
      { arch: 'arm64', form: 'service', missing: 'there is none Make one.' },
    ])
    const name = 'headwater-node-linux-x86_64.tar.gz'
    expect(await installer().file('1.2.3', name)).toBe(file)
    expect(await installer().file('1.2.2', name)).toBe(null)
    expect(await installer().file('1.2.3', '../../etc/passwd')).toBe(null)
  })
})
