import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { expect, test } from 'vitest'
import { settingSchema } from '#contract/settings.ts'
import { effectiveSettings } from './effective-settings.ts'
import { loadOriginConfig } from './load-config.ts'
import { addSettingFlags, flagValues } from './origin-flags.ts'

test('every setting is told with its default, its unit and where it was set, and no secret is', () => {
  const dir = mkdtempSync(join(tmpdir(), 'headwater-settings-'))
  const file = join(dir, 'headwater.yaml')
  writeFileSync(
    file,
    'origin:\n  port: 1\n  routing: { ticket_ttl: 1m }\n  redis: redis://user:hunter2@10.0.0.1:6379/2\n',
  )
  const command = addSettingFlags(new Command()).exitOverride().parse(['--relay-max-out', '7'], { from: 'user' })
  const environment = {
    HOME: dir,
    HEADWATER_ORIGIN_PORT: '2',
    HEADWATER_ORIGIN_CLUSTER_TOKEN: 'clt_0123456789abcdef',
    HEADWATER_ORIGIN_MEDIA_SUBSCRIBER_BUFFER: '1MiB',
  }
  const { config, sourceOf } = loadOriginConfig(flagValues(command.opts()), { file, environment })
  rmSync(dir, { recursive: true })
  const settings = effectiveSettings({ config, sourceOf, choiceOf: () => null })
  const of = (name: string) => settings.find((setting) => setting.name === name)
  const where = (variable: string) => ({ kind: 'environment', where: variable })

  expect(of('port')).toMatchObject({ value: 2, default: 8090, unit: null, source: where('HEADWATER_ORIGIN_PORT') })
  expect(of('routing.ticket_ttl')).toEqual({
    name: 'routing.ticket_ttl',
    value: 60_000,
    default: 30_000,
    unit: 'ms',
    source: { kind: 'file', where: `${file}: origin.routing.ticket_ttl` },
    secret: false,
    choice: null,
  })
  expect(of('relay_max_out')).toMatchObject({
    value: 7,
    default: 20,
    source: { kind: 'flag', where: '--relay-max-out' },
  })
  expect(of('media.subscriber_buffer')).toMatchObject({ value: 1_048_576, default: 4_194_304, unit: 'bytes' })
  expect(of('heartbeat_interval')).toMatchObject({ value: 5_000, unit: 'ms', source: { kind: 'default', where: null } })
  expect(of('routing.cpu_threshold_percent')).toMatchObject({ value: 85, unit: '%' })
  expect(of('cluster_token')).toMatchObject({ value: '(set)', default: null, secret: true })
  expect(of('cluster_api_key')).toMatchObject({ value: null, secret: true })
  expect(of('redis')).toMatchObject({ value: 'redis://user:***@10.0.0.1:6379/2', default: 'auto' })
  expect(of('nodes.stale_after')).toMatchObject({ value: 90_000, unit: 'ms', source: { kind: 'fixed' } })
  expect(of('activity.retention')).toMatchObject({ value: 90 * 86_400_000 })
  expect(JSON.stringify(settings)).not.toMatch(/hunter2|clt_/)
  expect(settings.map((setting) => settingSchema.safeParse(setting).error)).toEqual(settings.map(() => undefined))
  expect(new Set(settings.map(({ name }) => name)).size).toBe(settings.length)
})
