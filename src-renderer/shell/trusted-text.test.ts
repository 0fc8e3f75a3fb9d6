import { expect, test } from 'vitest'
import { scriptOfTheDoor, textWithoutMarkup } from './trusted-text.ts'

test('what can become an element is no text', () => {
  const styles = ':root{--a:1px}@media (max-width: 36em){.b > .c{display:none}}'
  expect(textWithoutMarkup(styles)).toBe(styles)
  for (const markup of ['<img src=x onerror=alert(1)>', 'a<b', '</style><script>1</script>', '<'])
    expect(textWithoutMarkup(markup)).toBeNull()
})

test('no script but the door to the nodes is loaded by its address', () => {
  const page = 'https://origin.example:8090/streams/live/a'
  const door = 'https://origin.example:8090/assets/media-door-B1_x-2.js'
  expect(scriptOfTheDoor(door, page)).toBe(door)
  for (const other of [
    ...['https://evil.example/assets/media-door-B1.js', 'https://origin.example/assets/media-door-B1.js'],
    ...[
      '/assets/index-B1.js',
      '/assets/media-door-B1.js?x',
      '/assets/media-door-../a.js',
      '/play/assets/media-door-1.js',
    ],
    ...['blob:https://origin.example:8090/1', 'data:text/javascript,1', 'javascript:1'],
  ])
    expect(scriptOfTheDoor(other, page), other).toBeNull()
})
