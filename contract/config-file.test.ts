import { describe, expect, it } from 'vitest'
import { configFileCandidates, configFileLayer } from './config-file.ts'

const host = (environment: Record<string, string> = {}, platform = 'linux') => ({
  platform,
  home: '/home/ada',
  environment,
})

describe('headwater.yaml', () => {
  it('is the file that --config names, before the one that the environment names', () => {
    const environment = { HEADWATER_CONFIG: '/srv/b.yaml' }
    expect(configFileCandidates('a.yaml', host(environment))).toEqual({ files: ['a.yaml'], required: true })
    expect(configFileCandidates(null, host(environment))).toEqual({ files: ['/srv/b.yaml'], required: true })
  })

  it('is not read at all where the environment names none', () => {
    expect(configFileCandidates(null, host({ HEADWATER_CONFIG: '' }))).toEqual({ files: [], required: false })
  })

  it('is looked for in the current directory, then where the user and the machine keep settings', () => {
    expect(configFileCandidates(null, host()).files).toEqual([
      'headwater.yaml',
      '/home/ada/.config/headwater/headwater.yaml',
      '/etc/headwater/headwater.yaml',
    ])
    expect(configFileCandidates(null, host({ XDG_CONFIG_HOME: '/config' })).files[1]).toBe(
      '/config/headwater/headwater.yaml',
    )
    expect(configFileCandidates(null, host({ XDG_CONFIG_HOME: 'relative' })).files[1]).toBe(
      '/home/ada/.config/headwater/headwater.yaml',
    )
    expect(configFileCandidates(null, host({ APPDATA: 'C:/Roaming' }, 'win32')).files[1]).toBe(
      'C:/Roaming/Headwater/headwater.yaml',
    )
  })

  it('holds sections, of which each program reads its own', () => {
    const layer = configFileLayer('node', 'h.yaml', { origin: { port: 1 }, node: { name: 'edge-1' } })
    expect(layer.values).toEqual({ name: 'edge-1' })
    expect(layer.nameOf(['media', 'rtmp_port'])).toBe('h.yaml: node.media.rtmp_port')
    expect(configFileLayer('node', 'h.yaml', null).values).toEqual({})
  })

  it.each([
    [{ orgin: {} }, 'h.yaml: orgin: no such section; there are origin and node'],
    [{ node: 5 }, 'h.yaml: node: '],
    ['text', 'h.yaml: '],
  ])('is refused as %j, with what is wrong', (content, message) => {
    expect(() => configFileLayer('node', 'h.yaml', content)).toThrow(message)
  })
})
