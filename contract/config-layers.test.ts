import { describe, expect, it } from 'vitest'
import { nodeConfigSchema, originConfigSchema } from './config.ts'
import { ConfigError, type ConfigLayer, environmentLayer, resolveConfig } from './config-layers.ts'

const file = (values: Record<string, unknown>): ConfigLayer => ({
  nameOf: (path) => `headwater.yaml: origin.${path.join('.')}`,
  values,
})
const flags = (values: Record<string, unknown>): ConfigLayer => ({
  nameOf: (path) => `--${path.at(-1)?.replaceAll('_', '-')}`,
  values,
})
const problemsOf = (resolve: () => unknown): readonly { where: string; what: string }[] => {
  try {
    resolve()
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('the configuration', () => {
  it('takes each field from the strongest layer that sets it', () => {
    const config = resolveConfig(originConfigSchema, [
      file({ data_dir: '/srv/headwater', port: 1000, media: { rtmp_port: 1001, media_port: 1002 } }),
      environmentLayer('origin', originConfigSchema, { HEADWATER_ORIGIN_MEDIA_RTMP_PORT: '2001' }),
      flags({ port: 3000, media: { media_port: undefined } }),
    ])
    expect(config).toMatchObject({ port: 3000, media: { rtmp_port: 2001, media_port: 1002 } })
  })

  it('reads durations and sizes as people write them', () => {
    const config = resolveConfig(nodeConfigSchema, [
      file({ data_dir: 'd', media: { relay_release_delay: '2m', subscriber_buffer: '512KiB' } }),
    ])
    expect(config.media).toMatchObject({
      relay_release_delay: 120_000,
      subscriber_buffer: 524_288,
      group_interval: 100,
    })
  })

  it('names the field and the file of a value that is wrong', () => {
    expect(problemsOf(() => resolveConfig(originConfigSchema, [file({ data_dir: 'd', port: 'eighty' })]))).toEqual([
      { where: 'headwater.yaml: origin.port', what: expect.stringContaining('number') },
    ])
  })

  it('names the environment variable of a value that is wrong', () => {
    const environment = { HEADWATER_ORIGIN_HEARTBEAT_INTERVAL: 'soon' }
    expect(
      problemsOf(() =>
        resolveConfig(originConfigSchema, [
          file({ data_dir: 'd' }),
          environmentLayer('origin', originConfigSchema, environment),
        ]),
      ),
    ).toEqual([{ where: 'HEADWATER_ORIGIN_HEARTBEAT_INTERVAL', what: expect.stringContaining('500ms, 30s') }])
  })

  it('refuses a setting that does not exist, also within a section', () => {
    expect(problemsOf(() => resolveConfig(originConfigSchema, [file({ data_dir: 'd', prot: 1 })]))).toEqual([
      { where: 'headwater.yaml: origin.prot', what: 'no such setting' },
    ])
    expect(
      problemsOf(() => resolveConfig(originConfigSchema, [file({ data_dir: 'd', media: { rtmp: 1935 } })])),
    ).toEqual([{ where: 'headwater.yaml: origin.media.rtmp', what: 'no such setting' }])
  })

  it('reads lists, numbers and booleans from the environment', () => {
    const layer = environmentLayer('origin', originConfigSchema, {
      HEADWATER_ORIGIN_ALLOWED_HOSTS: 'studio.example, panel.example',
      HEADWATER_ORIGIN_OWN_NODE: 'false',
      HEADWATER_ORIGIN_PORT: '0',
    })
    expect(layer.values).toMatchObject({
      allowed_hosts: ['studio.example', 'panel.example'],
      own_node: false,
      port: 0,
    })
  })
})
