import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { NodeId } from '#contract/ids.ts'
import { exitCode } from '#contract/program-output.ts'
import { runHeadwater } from '../harness/headwater-command.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { tempDir } from '../harness/temp-dir.ts'

describe('the `headwater` command', () => {
  test.for([
    ['--help'],
    ['origin', '--help'],
    ['origin', 'sign-in-link', '--help'],
    ['origin', 'backup', '--help'],
    ['origin', 'restore', '--help'],
    ['origin', 'rotate-data-key', '--help'],
    ['origin', 'export', '--help'],
    ['origin', 'import', '--help'],
    ['origin', 'cluster-token', '--help'],
    ['node', '--help'],
    ['node', 'join', '--help'],
    ['node', 'run', '--help'],
    ['node', 'status', '--help'],
    ['node', 'publish', '--help'],
    ['edge', 'check', '--help'],
    ['edge', 'provision', '--help'],
    ['edge', 'upgrade', '--help'],
    ['edge', 'reconfigure', '--help'],
    ['edge', 'adopt', '--help'],
    ['edge', 'host-keys', '--help'],
    ['edge', 'replace-host-key', '--help'],
    ['api', '--help'],
    ['version', '--help'],
  ])('%s %s %s says how it is used', async (args) => {
    const { code, output } = await runHeadwater(args)
    expect(code).toBe(0)
    expect(output).toMatch(/usage/i)
    expect(output.length).toBeGreaterThan(100)
  })

  test('version prints the version', async () => {
    for (const args of [['version'], ['--version']]) {
      const { code, output } = await runHeadwater(args)
      expect(code).toBe(0)
      expect(output.trim()).toMatch(/^\d+\.\d+\.\d+/)
    }
  })

  test.for([
    [['origin', '--no-such-flag'], /--no-such-flag/],
    [['node', 'run', '--prot', '1'], /--prot/],
    [['no-such-command'], /no-such-command/],
    [['node', 'no-such-verb'], /no-such-verb/],
    [['origin', 'extra', 'words'], /extra|words/],
  ] as const)('%s ends with the usage exit code and names what it does not know', async ([args, words]) => {
    const { code, errors } = await runHeadwater(args)
    expect(code).toBe(exitCode.usage)
    expect(errors).toMatch(words)
    expect(errors).toMatch(/--help/)
  })
})

describe('a bad configuration', () => {
  const home = () => tempDir()

  test('in the file is named with its field and its file, all faults at once', async () => {
    await using dir = await home()
    const file = join(dir.path, 'headwater.yaml')
    const lines = [
      'origin:',
      '  port: eighty',
      '  prot: 1',
      '  media:',
      '    relay_release_delay: soon',
      '  heartbeat_interval: 5',
    ]
    writeFileSync(file, `${lines.join('\n')}\n`)
    const { code, errors } = await runHeadwater(['origin', '--config', file, '--data-dir', join(dir.path, 'd')])
    expect(code).toBe(exitCode.config)
    for (const field of [
      'origin.port',
      'origin.prot',
      'origin.media.relay_release_delay',
      'origin.heartbeat_interval',
    ]) {
      expect(errors).toContain(field)
    }
    expect(errors).toContain('headwater.yaml')
    expect(errors).toMatch(/30s|5s|unit/)
    expect(errors).not.toMatch(/ at .*\.js:\d+/)
  })

  test('in the environment and in a flag is named as such', async () => {
    await using dir = await home()
    const data_dir = ['--data-dir', join(dir.path, 'd')]
    const environment = { HEADWATER_ORIGIN_HEARTBEAT_INTERVAL: 'often' }
    const byVariable = await runHeadwater(['origin', ...data_dir], { environment })
    expect(byVariable.code).toBe(exitCode.config)
    expect(byVariable.errors).toContain('HEADWATER_ORIGIN_HEARTBEAT_INTERVAL')
    const byFlag = await runHeadwater(['origin', ...data_dir, '--port', '99999'])
    expect([exitCode.config, exitCode.usage]).toContain(byFlag.code)
    expect(byFlag.errors).toContain('--port')
  })

  test('of a node is named, too', async () => {
    await using dir = await home()
    const args = ['node', 'run', '--data-dir', join(dir.path, 'd'), '--origin', 'ftp://example.com']
    const { code, errors } = await runHeadwater(args)
    expect([exitCode.config, exitCode.usage]).toContain(code)
    expect(errors).toContain('origin')
    expect(errors).toMatch(/http/)
  })

  test('a file that is missing or no YAML is named', async () => {
    await using dir = await home()
    const broken = join(dir.path, 'broken.yaml')
    writeFileSync(broken, 'origin: [\n')
    for (const file of [broken, join(dir.path, 'missing.yaml')]) {
      const { code, errors } = await runHeadwater(['origin', '--config', file, '--data-dir', join(dir.path, 'd')])
      expect(code).toBe(exitCode.config)
      expect(errors).toContain(file)
    }
  })

  test('a port that is taken is named with what to do', async () => {
    await using dir = await home()
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    try {
      const args = ['--port', `${port}`, '--rtmp-port', '0', '--media-port', '0', '--print', 'json']
      const { code, errors, output } = await runHeadwater(['origin', '--data-dir', join(dir.path, 'd'), ...args])
      expect(code).not.toBe(0)
      expect(errors + output).toContain(`${port}`)
      expect(errors + output).toMatch(/in use|taken|already/i)
    } finally {
      server.close()
    }
  })
})

test('`headwater api` does at an origin what the panel does, without a key where that runs', async () => {
  await using origin = await OriginProgram.start()
  const api = (...args: readonly string[]) => runHeadwater(['api', ...args, '--data-dir', origin.data_dir])
  const [node] = await origin.api.nodes()
  const path = `/api/v1/nodes/${node?.id}`
  const drained = await api('POST', `${path}/drain`, '--data', '{"reason":"a new disk","force":true}')
  expect([drained.code, drained.output]).toEqual([exitCode.ok, expect.stringContaining('"value": "draining"')])
  expect((await origin.api.node(node?.id as NodeId)).mode).toMatchObject({ value: 'draining', reason: 'a new disk' })
  expect((await api('POST', `${path}/resume`)).code).toBe(exitCode.ok)
  const refused = await api('GET', '/api/v1/nodes/5f0c1f5e-8f7c-4f2e-9a51-0d6a3a0f7b11')
  expect([refused.code, refused.errors]).toEqual([exitCode.failed, expect.stringContaining('(node_not_found)')])
  // The key that it made is good for nothing once it has ended.
  const keys = await api('GET', '/api/v1/activity?type=api_key')
  expect(keys.output).toContain('api_key.revoked')
}, 60_000)
