import { expect, test } from 'vitest'
import { browserName } from './browser-name.ts'

test('browsers are called as people call them', () => {
  const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0'
  expect(
    [
      'Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0',
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/153.0.0.0`,
      `Mozilla/5.0 (Linux; Android 10; K) ${chrome} Mobile Safari/537.36`,
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1',
      'curl/8.14.1',
      'something of its own',
      null,
    ].map(browserName),
  ).toEqual([
    'Firefox 146 on Linux',
    'Edge 153 on Windows',
    'Chrome 153 on Android',
    'Safari 26 on macOS',
    'Safari 26 on iOS',
    'curl 8',
    'something of its own',
    'an unknown program',
  ])
})
