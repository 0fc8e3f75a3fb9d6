import { afterEach, describe, expect, test } from 'vitest'
import { ApiFailure } from './api-failure.ts'
import { askForProof, setProver } from './recent-proof.ts'

const wanted = (details = {}) =>
  new ApiFailure({ code: 'recent_proof_required', message: 'prove it', status: 403, details })

describe('a proof that the origin wants', () => {
  afterEach(() => setProver(null))

  test('is asked for by the ways that the origin names, once for all who want it', async () => {
    const asked: (readonly string[])[] = []
    const { promise, resolve } = Promise.withResolvers<boolean>()
    setProver((methods) => {
      asked.push(methods)
      return promise
    })
    const all = Promise.all([1, 2].map(() => askForProof(wanted({ methods: ['link', 'password'] }))))
    resolve(true)
    expect(await all).toEqual([true, true])
    expect(asked).toEqual([['link', 'password']])
    expect(await askForProof(wanted())).toBe(true)
    expect(asked).toEqual([['link', 'password'], ['link']])
  })

  test('is not asked for because of another refusal, nor where nobody can be asked', async () => {
    expect(await askForProof(wanted())).toBe(false)
    setProver(() => Promise.resolve(true))
    expect(await askForProof(new ApiFailure({ code: 'forbidden', message: 'no', status: 403 }))).toBe(false)
    expect(await askForProof(new Error('broken'))).toBe(false)
  })
})
