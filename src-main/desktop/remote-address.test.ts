import { expect, it } from 'vitest'
import { wordsFor } from './languages/words.ts'
import { readRemoteAddress } from './remote-address.ts'

const read = (typed: string) => readRemoteAddress(typed, wordsFor('en', []).origin)

it.each([
  ['origin.example.com', 'https://origin.example.com'],
  [' origin.example.com:8090 ', 'https://origin.example.com:8090'],
  ['https://Origin.example.com/nodes?x#y', 'https://origin.example.com'],
  ['10.0.0.5:8090', 'https://10.0.0.5:8090'],
  ['https://[2001:db8::1]:8090/', 'https://[2001:db8::1]:8090'],
  ['http://127.0.0.1:8090', 'http://127.0.0.1:8090'],
  ['http://localhost:8090', 'http://localhost:8090'],
])('%s is the origin at %s', (typed, url) => expect(read(typed)).toEqual({ url, problem: null }))

it.each([
  ['', 'Type the address'],
  ['not an address', 'is no address'],
  ['http://origin.example.com', 'Use https://origin.example.com'],
  ['http://127.0.0.1.evil.example', 'Use https://'],
  ['https://me:secret@origin.example.com', 'no user name'],
  ['file:///etc/passwd', 'is no address'],
  ['ftp://origin.example.com', 'not by ftp'],
  ['javascript://origin.example.com', 'not by javascript'],
])('%s is none: %s', (typed, why) => {
  const { url, problem } = read(typed)
  expect(url).toBeNull()
  expect(problem).toContain(why)
})
