import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildReadScript, parseReadOutputs, shellWord } from './read-script.ts'

const sh = (script: string) => execFileSync('sh', ['-s'], { input: script, encoding: 'utf8' })

describe('reading several things in one session', () => {
  it('tells outputs and exit codes apart, whatever was printed before', () => {
    const script = buildReadScript({ a: 'echo one; echo two >&2', b: 'exit 7', c: 'cat; printf no-newline' }, 'n1')
    const outputs = parseReadOutputs(sh(`echo Welcome\n${script}`), 'n1')
    expect(Object.fromEntries(outputs)).toEqual({
      a: { text: 'one\ntwo', exit_code: 0 },
      b: { text: '', exit_code: 7 },
      c: { text: 'no-newline', exit_code: 0 },
    })
  })

  it('does not fall for frames with another nonce, and leaves out what was cut off', () => {
    const text = 'n1 begin a\nn2 end 0\nstill a\nn1 end 0\nn1 begin b\nhalf'
    expect(Object.fromEntries(parseReadOutputs(text, 'n1'))).toEqual({ a: { text: 'n2 end 0\nstill a', exit_code: 0 } })
  })

  it('survives any text', () => {
    const words = fc.constantFrom('n1', 'begin', 'end', ' ', '\n', 'x', '0')
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
        parseReadOutputs(parts.join(''), 'n1')
      }),
    )
  })

  it('hands any word to a shell as it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const word = text.replaceAll('\0', '')
        expect(sh(`printf %s ${shellWord(word)}`)).toBe(word)
      }),
      { numRuns: 50 },
    )
  })
})
