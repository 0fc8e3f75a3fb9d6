import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError } from '#contract/config-layers.ts'
import { defaultDataDir } from './default-folders.ts'
import { loadOriginConfig } from './load-config.ts'
import { nodeMediaEnvironment } from './node-settings.ts'
import { addSettingFlags, flagValues } from './origin-flags.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'headwater-config-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

function load(arguments_: string[], environment: Record<string, string> = {}, yaml?: string) {
  const file = yaml === undefined ? null : join(dir, 'headwater.yaml')
  if (file !== null) writeFileSync(file, yaml ?? '')
  const command = addSettingFlags(new Command()).exitOverride().parse(arguments_, { from: 'user' })
  const sources = { file, environment: { HOME: dir, XDG_CONFIG_HOME: dir, ...environment } }
  return loadOriginConfig(flagValues(command.opts()), sources).config
}
function problemsOf(work: () => unknown): string[] {
  try {
    work()
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ where, what }) => `${where}: ${what}`)
    throw error
  }
  return []
}

describe('the settings of an origin', () => {
  it('have defaults, and come from file, environment and flags, the later winning field by field', () => {
    expect(load([])).toMatchObject({ host: '127.0.0.1', port: 8090, redis: 'auto', own_node: true })
    const yaml = 'origin:\n  port: 1\n  cluster_name: File\n  media: { rtmp_port: 1, media_port: 1 }\n'
    const environment = { HEADWATER_ORIGIN_PORT: '2', HEADWATER_ORIGIN_MEDIA_RTMP_PORT: '2' }
    expect(load(['--port', '3'], environment, yaml)).toMatchObject({
      port: 3,
      cluster_name: 'File',
      media: { rtmp_port: 2, media_port: 1 },
    })
  })

  it('take repeated flags as lists, and --no-own-node as what it says', () => {
    const config = load(['--allowed-host', 'a.example', '--allowed-host', 'b.example', '--no-own-node'])
    expect(config).toMatchObject({ allowed_hosts: ['a.example', 'b.example'], own_node: false })
  })

  it('that are wrong are all named, each with the source that sets it and what would be right', () => {
    const yaml = 'origin:\n  port: eighty\n  prot: 1\n  media: { relay_release_delay: soon }\n'
    const problems = problemsOf(() =>
      load(['--rtmp-port', '99999'], { HEADWATER_ORIGIN_HEARTBEAT_INTERVAL: 'often' }, yaml),
    )
    const file = join(dir, 'headwater.yaml')
    expect(problems).toHaveLength(5)
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringContaining(`${file}: origin.port: `),
        `${file}: origin.prot: no such setting`,
        expect.stringMatching(/origin\.media\.relay_release_delay: .*30s/),
        expect.stringContaining('HEADWATER_ORIGIN_HEARTBEAT_INTERVAL: '),
        expect.stringContaining('--rtmp-port: '),
      ]),
    )
  })

  it('in a file that is missing, is no YAML or has another section are told by the file’s name', () => {
    const file = join(dir, 'headwater.yaml')
    expect(problemsOf(() => load([], { HEADWATER_CONFIG: file }))[0]).toContain(`${file}: cannot be read`)
    expect(problemsOf(() => load([], {}, 'origin: [\n'))[0]).toContain(file)
    expect(problemsOf(() => load([], {}, 'orgin:\n  port: 1\n'))[0]).toContain(`${file}: orgin: no such section`)
    expect(load([], {}, '# nothing yet\n').port).toBe(8090)
  })

  it('live in the platform’s own places', () => {
    expect(defaultDataDir({ XDG_DATA_HOME: '/data' }, 'linux')).toBe('/data/headwater/origin')
    expect(defaultDataDir({ XDG_DATA_HOME: 'relative' }, 'linux')).toMatch(/\.local\/share\/headwater\/origin$/)
    expect(defaultDataDir({}, 'darwin')).toMatch(/Application Support/)
    expect(defaultDataDir({ LOCALAPPDATA: 'C:\\Local' }, 'win32')).toContain('C:\\Local')
  })

  it('of the media are handed to the node in the words it reads', () => {
    const { media } = load([
      '--subscriber-buffer',
      '1MiB',
      '--relay-release-delay',
      '1500ms',
      '--publish-allow',
      '10.0.0.0/8',
    ])
    expect(nodeMediaEnvironment(media)).toMatchObject({
      HEADWATER_NODE_MEDIA_SUBSCRIBER_BUFFER: '1048576B',
      HEADWATER_NODE_MEDIA_RELAY_RELEASE_DELAY: '1500ms',
      HEADWATER_NODE_MEDIA_GOP_CACHE_DURATION: '15s',
      HEADWATER_NODE_MEDIA_PUBLISH_ALLOW: '10.0.0.0/8',
    })
  })
})
