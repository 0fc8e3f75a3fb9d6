import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { openProgramLog, type WrittenLine } from './program-log.ts'

function setUp(pretty: boolean) {
  const out = new PassThrough()
  const log = openProgramLog({ level: 'info', out: out as unknown as NodeJS.WriteStream, pretty })
  return { ...log, out, text: () => String(out.read() ?? '') }
}

describe('the log of a node', () => {
  test('is one JSON object a line with the level by name', () => {
    const { log, text } = setUp(false)
    log.info({ event: 'session.started', stream_path: 'live/test' }, 'somebody publishes')
    expect(JSON.parse(text())).toMatchObject({ level: 'info', event: 'session.started', msg: 'somebody publishes' })
  })

  test.each([true, false])('never shows a token or a credential (readable: %s)', (pretty) => {
    const { log, text } = setUp(pretty)
    const token = `enroll_${'t'.repeat(43)}`
    const credential = `node_${'c'.repeat(43)}`
    log.warn({ event: 'x', token, nested: { credential }, url: `http://o/?t=${token}` }, `refused ${token}`)
    log.error(new Error(`bad ${credential}`))
    const written = text()
    expect(written).not.toContain('ttttt')
    expect(written).not.toContain('ccccc')
    expect(written).toContain('[redacted]')
  })

  test('is readable on a terminal', () => {
    const { log, text } = setUp(true)
    log.warn({ event: 'relay.retrying', stream_path: 'live/test' }, 'lost the source')
    expect(text()).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} WARN {2}lost the source {2}\(relay\.retrying stream_path=live\/test\)\n$/,
    )
  })

  test('hands warnings and errors on, and nothing else', () => {
    const { log, onTrouble } = setUp(false)
    const heard: WrittenLine[] = []
    const unlisten = onTrouble((line) => heard.push(line))
    log.info('fine')
    log.warn({ event: 'a' }, 'less fine')
    log.error({ event: 'b' }, 'bad')
    unlisten()
    log.error({ event: 'c' }, 'after')
    expect(heard.map(({ event }) => event)).toEqual(['a', 'b'])
  })

  test('drops lines that nobody reads instead of keeping them for ever, and says how many', () => {
    const { log, out } = setUp(false)
    for (let line = 0; line < 20_000; line += 1) log.info({ event: 'flood' }, 'x'.repeat(200))
    expect(out.writableLength + out.readableLength).toBeLessThan(2 * 1024 * 1024)
    out.resume()
    return new Promise<void>((resolve) => {
      setImmediate(() => {
        out.on('data', (chunk) => {
          if (String(chunk).includes('log.dropped')) resolve()
        })
        log.info('read again')
      })
    })
  })
})
