import { describe, expect, test } from 'vitest'
import { embedCode, ffplayCommand, ownScript, sharedScript } from './embed-code.ts'

const options = { stream_path: 'live/show', url: 'https://o.example/play/live/show.m3u8?a=1&b=2', size: null } as const

describe('the code for a page', () => {
  test('plays by HLS with hls.js and without it, as wide as there is room, and asks no third party', () => {
    const code = embedCode({ ...options, kind: 'hls', script: ownScript('hls') })
    expect(code).toContain('<script src="/js/hls.min.js"></script>')
    expect(code).toContain('canPlayType')
    expect(code).toContain('aspect-ratio: 16 / 9')
    expect(code).toContain('"https://o.example/play/live/show.m3u8?a=1&b=2"')
    expect(code).not.toContain('jsdelivr')
  })

  test('plays by FLV with mpegts.js, in the shape of the picture', () => {
    const size = { width: 720, height: 1280 }
    const code = embedCode({ ...options, kind: 'flv', script: sharedScript('flv'), size })
    expect(code).toContain('mpegts.createPlayer')
    expect(code).toContain('https://cdn.jsdelivr.net/npm/mpegts.js@')
    expect(code).toContain('aspect-ratio: 720 / 1280')
  })

  test('is whole script and markup whatever stands in it', () => {
    const code = embedCode({ ...options, kind: 'hls', script: '/x"><b>.js', url: 'https://o/</script><b>' })
    expect(code).toContain('src="/x&quot;&gt;&lt;b&gt;.js"')
    expect(code.match(/<\/script>/g)).toHaveLength(2)
    const inner = code.slice(code.lastIndexOf('<script>') + 8, code.lastIndexOf('</script>'))
    expect(() => new Function(inner)).not.toThrow()
    const flv = embedCode({ ...options, kind: 'flv', script: ownScript('flv') })
    const flv_inner = flv.slice(flv.lastIndexOf('<script>') + 8, flv.lastIndexOf('</script>'))
    expect(() => new Function(flv_inner)).not.toThrow()
  })
})

test('the command for ffplay has its address in quotes', () => {
  expect(ffplayCommand('http://n/live/show.flv?a=1&b=2')).toBe(
    "ffplay -fflags nobuffer -flags low_delay 'http://n/live/show.flv?a=1&b=2'",
  )
})
