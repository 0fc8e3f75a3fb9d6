import { randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import type { GuessersOrder } from './guessers.ts'
import { pause, waitFor } from './wait-for.ts'

const { url, addresses, per_second, seconds } = workerData as GuessersOrder
const agents = Array.from(
  { length: addresses },
  (_, nth) => new Agent({ keepAlive: true, maxSockets: 4, localAddress: `127.0.1.${nth + 1}` }),
)
/** By status; 0: no answer. */
const answers = new Map<number, number>()
const count = (status: number) => answers.set(status, (answers.get(status) ?? 0) + 1)

function guess(nth: number): void {
  const agent = agents[nth % addresses]
  const secret = randomBytes(32).toString('base64url')
  const enrolls = nth % 2 === 0
  const body = enrolls
    ? JSON.stringify({
        ...{ token: `enroll_${secret}`, name: 'guesser', region: null, version: '0' },
        relay_fingerprint: '0'.repeat(64),
      })
    : undefined
  const asking = request(`${url}/api/v1/${enrolls ? 'enrollments' : 'nodes'}`, {
    ...(agent === undefined ? {} : { agent }),
    method: enrolls ? 'POST' : 'GET',
    headers: enrolls ? { 'content-type': 'application/json' } : { authorization: `Bearer sk_${secret}` },
  })
  asking.on('response', (answer) => {
    count(answer.statusCode ?? 0)
    answer.resume()
  })
  asking.on('error', () => count(0))
  asking.end(body)
}

const from = performance.now()
let guesses = 0
while (performance.now() - from < seconds * 1_000) {
  const due = Math.floor(((performance.now() - from) / 1_000) * per_second)
  for (; guesses < due; guesses += 1) guess(guesses)
  await pause(5)
}
parentPort?.postMessage({ guesses })
const isAnswered = () => [...answers.values()].reduce((sum, many) => sum + many, 0) >= guesses
await waitFor('every guess is answered', isAnswered, { deadline_ms: 20_000 })
parentPort?.postMessage({ answers })
for (const agent of agents) agent.destroy()
