import { expect, test } from 'vitest'
import type { FromOrigin, ToOrigin } from './shell-messages.ts'
import { shellSealer } from './shell-sealer.ts'

test('the shell is asked over the line, and each answer finds its question', async () => {
  const posted: FromOrigin[] = []
  let hear: (message: ToOrigin) => void = () => undefined
  const sealer = shellSealer({
    post: (message) => posted.push(message),
    onMessage: (listener) => {
      hear = listener
    },
  })
  const both = Promise.all([sealer.seal('a'), sealer.whyNot()])
  const [seal, look] = posted as Extract<FromOrigin, { type: 'keyring' }>[]
  const answer = { type: 'keyring_answered' as const, reseal: false }
  hear({ ...answer, ask_id: look?.ask_id ?? '', problem: 'none here', result: '' })
  hear({ ...answer, ask_id: seal?.ask_id ?? '', problem: null, result: 'sealed' })
  expect(await both).toEqual(['sealed', 'none here'])
})
