import { describe, expect, it } from 'vitest'
import { statusOf } from './cluster-status.ts'
import { wordsFor } from './languages/words.ts'
import { decideClosing, questionBeforeLeaving, whyNoUpdateNow } from './leaving.ts'
import { testingNode, testingPicture, testingStream } from './testing-cluster.ts'

const texts = wordsFor('en', []).leaving
const local = { kind: 'local' } as const
const live = statusOf(testingPicture([testingNode('one')], [testingStream('live/a', { viewers: 41 })]))
const idle = statusOf(testingPicture([testingNode('one')]))

describe('before it quits the desktop asks', () => {
  it('while streams are live through its origin, in numbers', () => {
    const question = questionBeforeLeaving(local, live, texts)
    expect(question).toMatchObject({ message: 'live/a is live, with 41 viewers', keep: 'Keep Running' })
    expect(question?.detail).toContain('This computer is the origin')
  })

  it('while something is done on a node', () => {
    expect(questionBeforeLeaving(local, { ...idle, runs_active: 2 }, texts)?.message).toBe(
      'What is done on 2 nodes is under way',
    )
  })

  it('nothing where nothing would be lost', () => {
    expect(questionBeforeLeaving(local, idle, texts)).toBeNull()
    expect(questionBeforeLeaving({ kind: 'remote', url: 'https://o:1', authority_pem: null }, live, texts)).toBeNull()
  })
})

it('an update waits for what is live through this computer, and for what is done on a node', () => {
  expect(whyNoUpdateNow(local, live, texts)).toContain('A stream is live')
  expect(whyNoUpdateNow(local, { ...idle, runs_active: 1 }, texts)).toContain('being done on a node')
  expect(whyNoUpdateNow(local, idle, texts)).toBeNull()
  expect(whyNoUpdateNow({ kind: 'remote', url: 'https://o:1', authority_pem: null }, live, texts)).toBeNull()
})

describe('closing the window', () => {
  it('follows the habits of the system where the user wished nothing', () => {
    expect(decideClosing('darwin', null, false, false)).toBe('hide')
    expect(decideClosing('win32', null, false, false)).toBe('explain_then_hide')
    expect(decideClosing('win32', null, true, false)).toBe('hide')
    expect(decideClosing('linux', null, true, false)).toBe('quit')
  })

  it('keeps a live cluster running, and does what the user wished', () => {
    expect(decideClosing('linux', null, false, true)).toBe('explain_then_hide')
    expect(decideClosing('linux', true, true, false)).toBe('hide')
    expect(decideClosing('win32', false, true, true)).toBe('quit')
  })
})
