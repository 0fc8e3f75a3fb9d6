import { expect, test } from 'vitest'
import { nodeChangesSchema, nodeSetupSchema } from '#contract/provisioning-run.ts'
import type { Box } from '../box.ts'
import type { RunRequest } from '../runs/stored-run.ts'
import { nodeSettings } from '../steps/node-settings.ts'
import { markerText, serviceSpec } from '../steps/service-place.ts'
import { changedSettings, changedText } from './changed-settings.ts'

const setup = nodeSetupSchema.parse({ name: 'edge-1', region: 'west', advertise_address: '203.0.113.5' })
const origin = { originUrl: () => 'https://origin.example.com:8090' }
const text = nodeSettings(setup, 'https://10.0.0.10:8090')

function changed(changes: object, settings = text): string {
  const request = { changes: nodeChangesSchema.parse(changes) } as RunRequest
  return changedText(changedSettings({ request, box: { host: 'edge-1' } as Box }, origin, { settings }))
}

test('settings that change are written as a run that makes such a node writes them', () => {
  const wanted = { ...setup, name: 'edge-2', region: 'east', media_port: 80, advertise_address: 'a.example.com' }
  const { name, region, media_port, advertise_address } = wanted
  expect(changed({ name, region, media_port, advertise_address })).toBe(nodeSettings(wanted, 'https://10.0.0.10:8090'))
  const bare = nodeSettings({ ...setup, region: null, advertise_address: null }, 'https://10.0.0.10:8090')
  expect(changed({ region: 'west', advertise_address: '203.0.113.5' }, bare)).toBe(text)
})

test('null is the default: no region, the address that the origin sees, the origin as it knows itself', () => {
  const bare = nodeSettings({ ...setup, region: null, advertise_address: null }, origin.originUrl())
  expect(changed({ region: null, advertise_address: null, origin_url: null })).toBe(bare)
})

test('what somebody set by hand stays', () => {
  const by_hand = 'node:\n  origin: https://10.0.0.10:8090\n  workers: 2\n  media:\n    hls_segment: 2s\nother: 1\n'
  const now = changed({ rtmp_port: 1936 }, by_hand)
  for (const line of ['workers: 2', 'hls_segment: 2s', 'rtmp_port: 1936']) expect(now).toContain(line)
})

test.each([
  ['form', 'service', /decommission it, and provision the box again in the other form/],
  ['pull_image', 'node:2', /brought by an upgrade/],
  ['accept_warnings', true, /leave it out/],
  ['colour', 'red', /colour/],
])('%s is refused, and it is said what to do instead', (name, value, why) => {
  expect(() => nodeChangesSchema.parse({ [name]: value })).toThrow(why)
})

test('the note of what is installed keeps the lines that are not meant', () => {
  const before = new Map([
    ['user_created', '1'],
    ['version', '1'],
  ])
  expect(markerText(before, { version: '2', spec: serviceSpec('ab', text) })).toMatch(
    /^user_created=1\nversion=2\nspec=[0-9a-f]{64}\n$/,
  )
})
