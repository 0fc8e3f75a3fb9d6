import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deepLinkAmong, pathOfDeepLink } from './deep-link.ts'

const node = '0198c1f0-6f0a-7000-8000-0123456789ab'

describe('a deep link', () => {
  it.each([
    ['headwater://open', '/'],
    ['headwater://open/', '/'],
    [`headwater://node/${node}`, `/nodes/${node}`],
    [`HEADWATER://Node/${node.toUpperCase()}/`, `/nodes/${node}`],
    ['headwater://stream/live/Studio-1', '/streams/live/Studio-1'],
  ])('%s opens %s', (link, path) => expect(pathOfDeepLink(link)).toBe(path))

  it.each([
    'headwater:open',
    'headwater://open/settings',
    'headwater://node',
    'headwater://node/one',
    `headwater://node/${node}/decommission`,
    `headwater://node/${node}?then=evict`,
    `headwater://node/${node}#x`,
    'headwater://stream/live',
    'headwater://stream/live/a/b',
    'headwater://stream/../settings',
    'headwater://stream/live/%2e%2e',
    'headwater://stream//example.com/x',
    'headwater://https://example.com/',
    'headwater://example.com/',
    'headwater://user@node/x',
    'https://example.com/',
    `headwater://stream/live/${'a'.repeat(500)}`,
  ])('%s is none', (link) => expect(pathOfDeepLink(link)).toBeNull())

  it('never leads out of the two screens it knows, whatever is tried', () => {
    const tried = fc.oneof(
      fc.string().map((text) => `headwater://stream/${text}`),
      fc.string().map((text) => `headwater://node/${text}`),
      fc.string().map((text) => `headwater://stream/live/${text}`),
      fc.string(),
    )
    fc.assert(
      fc.property(tried, (link) => {
        const path = pathOfDeepLink(link)
        if (path === null || path === '/') return
        expect(new URL(path, 'http://127.0.0.1:1').pathname).toBe(path)
        expect(path).toMatch(/^\/(?:nodes\/[0-9a-f-]{36}|streams\/[^/]+\/[^/]+)$/)
      }),
    )
  })

  it('is found on a command line behind whatever Chromium adds', () => {
    expect(deepLinkAmong(['/opt/Headwater/headwater-desktop', '--allow-file-access', 'headwater://open'])).toBe(
      'headwater://open',
    )
    expect(deepLinkAmong(['headwater://open', '--hidden'])).toBeNull()
  })
})
