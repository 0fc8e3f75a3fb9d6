import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { ReadBatch } from './read-batch.ts'

const never = new AbortController().signal

describe('reads at the same moment', () => {
  it('share one session, and each gets its own outputs', async () => {
    const scripts: string[] = []
    const batch = new ReadBatch(async (script) => {
      scripts.push(script)
      return execFileSync('sh', ['-s'], { input: script, encoding: 'utf8' })
    })
    const gone = new AbortController()
    const left = expect(batch.read({ a: 'echo nobody' }, gone.signal)).rejects.toThrow('gone')
    gone.abort(new Error('gone'))
    const [first, second] = await Promise.all([
      batch.read({ a: 'echo 1', b: 'exit 3' }, never),
      batch.read({ a: 'echo 2' }, never),
    ])
    await left
    expect(scripts).toHaveLength(1)
    expect([first.get('a')?.text, first.get('b')?.exit_code, second.get('a')?.text]).toEqual(['1', 3, '2'])
    expect((await batch.read({ a: 'echo 3' }, never)).get('a')?.text).toBe('3')
    expect(scripts).toHaveLength(2)
  })

  it('fail together', async () => {
    const batch = new ReadBatch(() => Promise.reject(new Error('lost')))
    const both = await Promise.allSettled([batch.read({ a: ':' }, never), batch.read({ a: ':' }, never)])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})
