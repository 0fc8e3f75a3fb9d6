import { describe, expect, test } from 'vitest'
import { applicationProblem, streamNameOf } from './stream-name.ts'

describe('the name of a stream in RTMP', () => {
  test.each([
    ['live', 'test', 'live/test', 'normal'],
    ['live/', 'test', 'live/test', 'normal'],
    ['live?token=x', 'test?latency=low', 'live/test', 'low'],
    ['live', 'test?key=secret&latency=low', 'live/test', 'low'],
    ['live', 'test?latency=lower', 'live/test', 'normal'],
    ['live?latency=low', 'test', 'live/test', 'low'],
    ['live/_definst_', 'test', 'live/test', 'normal'],
    ['/live//', '/test/', 'live/test', 'normal'],
    ['live/test', '', 'live/test', 'normal'],
    ['live/test?key=a/b', '?x=1', 'live/test', 'normal'],
    ['live', 'test?sign=%2F+=&&?/ä"<>', 'live/test', 'normal'],
    ['live', 'mp4:test', 'live/test', 'normal'],
  ])('%s and %s are %s at %s latency', (app, name, path, latency) => {
    expect(streamNameOf(app, name)).toMatchObject({ path, latency, hops: [], ticket: null })
  })

  test('keeps the ticket that a client came with, wherever it stands', () => {
    expect(streamNameOf('live?ticket=abc', 'test')).toMatchObject({ ticket: 'abc' })
    expect(streamNameOf('live', 'test?key=x&ticket=abc')).toMatchObject({ ticket: 'abc' })
  })

  test('keeps the nodes that sent the player on, wherever they stand', () => {
    const hops = ['aaaaaaaa', 'bbbbbbbb']
    expect(streamNameOf('live?hop=aaaaaaaa.bbbbbbbb', 'test')).toMatchObject({ hops })
    expect(streamNameOf('live', 'test?key=x&hop=aaaaaaaa.bbbbbbbb')).toMatchObject({ hops })
  })

  test.each([
    ['live', ''],
    ['live', '../../etc/passwd'],
    ['live', 'a/b'],
    ['live/extra', 'test'],
    ['live', 'naïve name'],
    ['..', 'test'],
    ['live', 'x'.repeat(100_000)],
  ])('%s and %s are refused in words', (app, name) => {
    const named = streamNameOf(app, name)
    expect('problem' in named && named.problem).toMatch(/HOST|path of a stream/)
    expect(JSON.stringify(named).length).toBeLessThan(400)
  })

  test('an application of no or many parts is refused in words that say what OBS calls them', () => {
    expect(applicationProblem('live')).toBeNull()
    expect(applicationProblem('live/_definst_')).toBeNull()
    expect(applicationProblem('live/test')).toBeNull()
    expect(applicationProblem('')).toContain('rtmp://HOST/live/test')
    expect(applicationProblem('live/extra/more')).toContain('stream key')
  })
})
