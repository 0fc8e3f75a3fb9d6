import { expect, test } from 'vitest'
import type { Setting } from '#contract/settings.ts'
import { nextAddress } from './next-address.ts'

const setting = (name: string, value: Setting['value'], chosen?: string | number): Setting => ({
  ...{ name, value, default: name === 'port' ? 8090 : 'own', unit: null, secret: false },
  source: { kind: 'default', where: null },
  choice: { input: 'text', options: [], chosen: chosen ?? null, waits: chosen !== undefined && chosen !== value },
})
const at = (url: string, ...settings: Setting[]) => nextAddress(settings, new URL(url))

test('the panel says where it will be, if that is elsewhere', () => {
  const port = setting('port', 8090)
  const own = setting('tls.mode', 'own')
  expect(at('https://studio.example:8090/settings/cluster', port, own)).toBeNull()
  expect(at('https://studio.example:8090/settings', setting('port', 8090, 9443), own)).toBe(
    'https://studio.example:9443/',
  )
  expect(at('https://studio.example:8090/', port, setting('tls.mode', 'own', 'off'))).toBe(
    'http://studio.example:8090/',
  )
  expect(at('http://127.0.0.1:8090/', port, setting('tls.mode', 'own', 'off'))).toBeNull()
  expect(at('http://[fd00::7]:8090/', setting('port', 8090, 80))).toBe('http://[fd00::7]/')
  // Behind a proxy at 443 it stays there.
  expect(at('https://panel.example/', setting('port', 8090, 9443), own)).toBeNull()
})
