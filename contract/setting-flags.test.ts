import { describe, expect, it } from 'vitest'
import { mediaConfigSchema } from './config.ts'
import { flagLayer, flagOf, mediaSettingFlags, repeatedFlag, type SettingFlag } from './setting-flags.ts'

const flags: readonly SettingFlag[] = [
  ...mediaSettingFlags,
  { flag: '--no-own-node', path: ['own_node'], kind: 'off', help: '' },
]

describe('the flags of settings', () => {
  it('are there for every setting of the media, and for nothing else', () => {
    expect(mediaSettingFlags.map(({ path }) => path[1]).sort()).toEqual(Object.keys(mediaConfigSchema.shape).sort())
  })

  it('set numbers, texts and switches where they belong', () => {
    const parsed = { rtmpPort: '0', groupInterval: '50ms', ownNode: false }
    expect(flagLayer(flags, parsed).values).toEqual({
      media: { rtmp_port: 0, group_interval: '50ms' },
      own_node: false,
    })
    expect(flagLayer(flags, { ownNode: true }).values).toEqual({})
  })

  it('leave what is no number to the schema, which says what is wrong', () => {
    expect(flagLayer(flags, { rtmpPort: 'many' }).values).toEqual({ media: { rtmp_port: 'many' } })
  })

  it('make a list of what is repeated, and of what commas separate', () => {
    const publishAllow = ['10.0.0.0/8, ::1/128', '192.168.0.0/16'].reduce(
      (before: readonly string[], text) => repeatedFlag(text, before),
      [],
    )
    const expected = { media: { publish_allow: ['10.0.0.0/8', '::1/128', '192.168.0.0/16'] } }
    expect(flagLayer(flags, { publishAllow }).values).toEqual(expected)
    expect(flagLayer(flags, { publishAllow: '' }).values).toEqual({ media: { publish_allow: [] } })
  })

  it('are named in errors by their flag, and fields without one by themselves', () => {
    expect(flagOf(flags, ['media', 'rtmp_port'])).toBe('--rtmp-port')
    expect(flagOf(flags, ['media', 'colour'])).toBe('media.colour')
  })
})
