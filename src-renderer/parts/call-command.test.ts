import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { curlCommand, headwaterCommand } from './call-command.ts'

const call = {
  method: 'POST',
  path: '/api/v1/streams/live/it%20is/end',
  body: { reason: `it's "late" $HOME \`id\``, force: true },
} as const

/** The words that a shell makes of a command. */
const wordsOf = (command: string) =>
  execFileSync('sh', ['-c', `set -- ${command}; printf '%s\\0' "$@"`], {
    encoding: 'utf8',
    env: { HEADWATER_API_KEY: 'the key' },
  })
    .split('\0')
    .slice(0, -1)

describe('what a button does as a command', () => {
  test('on the machine of the origin: a shell hands over the very body', () => {
    const words = wordsOf(headwaterCommand(call))
    expect(words.slice(0, 5)).toEqual(['headwater', 'api', 'POST', call.path, '--data'])
    expect(JSON.parse(words[5] ?? '')).toEqual(call.body)
    expect(headwaterCommand({ method: 'DELETE', path: '/api/v1/stream-keys/k' })).toBe(
      'headwater api DELETE /api/v1/stream-keys/k',
    )
  })

  test('from anywhere: the key is no part of what is copied', () => {
    const command = curlCommand(call, 'https://origin.example:8090')
    expect(command).not.toContain('the key')
    const words = wordsOf(command)
    expect(words.slice(0, 6)).toEqual([
      ...['curl', '-X', 'POST', `https://origin.example:8090${call.path}`],
      ...['-H', 'Authorization: Bearer the key'],
    ])
    expect(JSON.parse(words.at(-1) ?? '')).toEqual(call.body)
  })
})
