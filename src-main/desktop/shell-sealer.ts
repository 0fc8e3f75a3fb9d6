import { randomUUID } from 'node:crypto'
import type { Sealer } from '../origin/sealed-key-source.ts'
import type { FromOrigin, ToOrigin } from './shell-messages.ts'
import type { ShellLine } from './shell-node-launcher.ts'

/** A keyring may ask its user to unlock it, in ms. */
const PATIENCE_MS = 120_000

type Wish = Extract<FromOrigin, { type: 'keyring' }>['wish']
type Answer = Extract<ToOrigin, { type: 'keyring_answered' }>

/** Has the shell seal, in the origin's process: the system's keyring is open to the shell alone. Keys go over the line of messages, and nowhere else. */
export function shellSealer(line: ShellLine): Sealer {
  const asked = new Map<string, (answer: Answer) => void>()
  line.onMessage((message) => {
    if (message.type !== 'keyring_answered') return
    asked.get(message.ask_id)?.(message)
    asked.delete(message.ask_id)
  })
  const ask = async (wish: Wish, given: string): Promise<Answer> => {
    const ask_id = randomUUID()
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    asked.set(ask_id, resolve)
    const late = setTimeout(() => {
      asked.delete(ask_id)
      reject(new Error(`the keyring did not answer within ${PATIENCE_MS / 1_000} s`))
    }, PATIENCE_MS)
    line.post({ type: 'keyring', ask_id, wish, given })
    const answer = await promise.finally(() => clearTimeout(late))
    if (answer.problem !== null) throw new Error(answer.problem)
    return answer
  }
  return {
    whyNot: () =>
      ask('look', '').then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      ),
    seal: async (text) => (await ask('seal', text)).result,
    open: async (sealed) => {
      const { result, reseal } = await ask('open', sealed)
      return { text: result, reseal }
    },
  }
}
