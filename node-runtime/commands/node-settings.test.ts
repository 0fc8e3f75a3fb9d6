import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ConfigError } from '#contract/config-layers.ts'
import { defaultDataDir } from './default-data-dir.ts'
import { type ParsedOptions, readSettings } from './node-settings.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'headwater-settings-'))
})
afterEach(async () => {
  await rm(directory, { recursive: true, force: true })
})

async function file(text: string): Promise<string> {
  const path = join(directory, 'headwater.yaml')
  await writeFile(path, text)
  return path
}

function problems(options: ParsedOptions, environment: Record<string, string> = {}, token: string | null = null) {
  try {
    readSettings('run', options, token, environment)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ where, what }) => `${where}: ${what}`)
  }
}

describe('the settings of a node', () => {
  test('come from the file, over it the environment, over it the flags', async () => {
    const config = await file(
      'node: { region: file, name: from-file, media: { rtmp_port: 1, media_port: 1, group_interval: 50ms } }',
    )
    const environment = { HEADWATER_NODE_NAME: 'from-environment', HEADWATER_NODE_MEDIA_MEDIA_PORT: '2' }
    const settings = readSettings(
      'run',
      { config, rtmpPort: '3', publishAllow: '10.0.0.0/8, ::1/128' },
      null,
      environment,
    )
    expect(settings).toMatchObject({
      region: 'file',
      name: 'from-environment',
      media: { rtmp_port: 3, media_port: 2, group_interval: 50, publish_allow: ['10.0.0.0/8', '::1/128'] },
    })
    expect(settings.data_dir).toBe(defaultDataDir())
  })

  test('that are wrong are named with their field and where it was set', async () => {
    const config = await file('node: { media: { gop_cache_size: 3 GB }, colour: red }')
    const found = problems(
      { config, rtmpPort: 'many', origin: 'ftp://x' },
      { HEADWATER_NODE_MEDIA_MEDIA_PORT: '99999' },
    )
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringContaining(`${config}: node.media.gop_cache_size: a size is`),
        expect.stringContaining(`${config}: node.colour: no such setting`),
        expect.stringContaining('--rtmp-port: '),
        expect.stringContaining('--origin: an http:// or https:// URL'),
        expect.stringContaining('HEADWATER_NODE_MEDIA_MEDIA_PORT: '),
      ]),
    )
    expect(found).toHaveLength(5)
  })

  test('never repeat a token in an error', () => {
    const token = `enroll_${'t'.repeat(43)}`
    expect(problems({ origin: token, token, name: '!' }, {}, token).join()).not.toContain('ttt')
  })

  test('of a file that is not there, no YAML, or of another shape are told by the name of the file', async () => {
    expect(problems({ config: join(directory, 'none.yaml') })[0]).toContain('none.yaml: there is no such file')
    expect(problems({ config: await file('node: [') })[0]).toMatch(/headwater\.yaml: .+line 1/)
    expect(problems({ config: await file('edge: {}') })[0]).toContain('edge: no such section')
    expect(problems({ config: await file('node: 3') })[0]).toContain('node: ')
    expect(problems({ config: await file('') })).toEqual([])
  })
})

test('a node keeps its data where the operating system has such things', () => {
  expect(defaultDataDir('linux', {}, '/home/anna')).toBe('/home/anna/.local/share/headwater/node')
  expect(defaultDataDir('linux', { XDG_DATA_HOME: '/data' }, '/home/anna')).toBe('/data/headwater/node')
  expect(defaultDataDir('linux', { XDG_DATA_HOME: 'relative' }, '/home/anna')).toBe(
    '/home/anna/.local/share/headwater/node',
  )
  expect(defaultDataDir('darwin', {}, '/Users/anna')).toBe('/Users/anna/Library/Application Support/headwater/node')
})
