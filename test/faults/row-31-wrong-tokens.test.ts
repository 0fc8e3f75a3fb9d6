import { randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { NodeCrowd, seedNodes } from '../harness/node-crowd.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { printFigures } from '../harness/print-figures.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { pause, waitFor } from '../harness/wait-for.ts'

const ADDRESSES = 50
const PER_SECOND = 1_000
const SECONDS = 6
const NODES = 200
const HEARTBEAT_P99_MS = 100
/** What a busy machine may add, as a factor. */
const SLACK = 1.5

/** Wrong tokens and wrong keys from fifty addresses of this machine, by turns; counts the answers. */
class Guessers implements Disposable {
  readonly answers = new Map<number, number>()
  readonly #agents = Array.from(
    { length: ADDRESSES },
    (_, nth) => new Agent({ keepAlive: true, maxSockets: 4, localAddress: `127.0.1.${nth + 1}` }),
  )
  readonly #url: string
  #sent = 0

  constructor(url: string) {
    this.#url = url
  }

  guess(): void {
    const nth = this.#sent++
    const agent = this.#agents[nth % ADDRESSES]
    const secret = randomBytes(32).toString('base64url')
    const enrolls = nth % 2 === 0
    const body = enrolls
      ? JSON.stringify({
          ...{ token: `enroll_${secret}`, name: 'guesser', region: null, version: '0' },
          relay_fingerprint: '0'.repeat(64),
        })
      : null
    const asking = request(`${this.#url}/api/v1/${enrolls ? 'enrollments' : 'nodes'}`, {
      ...(agent === undefined ? {} : { agent }),
      method: enrolls ? 'POST' : 'GET',
      headers: enrolls ? { 'content-type': 'application/json' } : { authorization: `Bearer sk_${secret}` },
    })
    asking.on('response', (answer) => {
      const { statusCode = 0 } = answer
      this.answers.set(statusCode, (this.answers.get(statusCode) ?? 0) + 1)
      answer.resume()
    })
    asking.on('error', () => this.answers.set(0, (this.answers.get(0) ?? 0) + 1))
    asking.end(body ?? undefined)
  }

  get answered(): number {
    return [...this.answers.values()].reduce((sum, count) => sum + count, 0)
  }

  [Symbol.dispose](): void {
    for (const agent of this.#agents) agent.destroy()
  }
}

test(`row 31: ${PER_SECOND} wrong tokens and keys a second from ${ADDRESSES} addresses are slowed down, and heartbeats never wait for them`, async () => {
  await using folder = await tempDir()
  const data_dir = join(folder.path, 'origin')
  const members = seedNodes(data_dir, NODES)
  await using origin = await OriginProgram.start({
    data_dir,
    settings: { own_node: false, heartbeat_interval: '1s', log: { level: 'error' } },
  })
  await using crowd = new NodeCrowd({ origin_url: origin.ready.url, members, heartbeat_interval_ms: 1_000 })
  await crowd.connect(2_000)
  await pause(1_000)
  crowd.takeRoundTrips()

  using guessers = new Guessers(origin.ready.url)
  const from = performance.now()
  let guesses = 0
  while (performance.now() - from < SECONDS * 1_000) {
    const due = Math.floor(((performance.now() - from) / 1_000) * PER_SECOND)
    for (; guesses < due; guesses += 1) guessers.guess()
    await pause(5)
  }
  const beats = crowd.takeRoundTrips()
  expect((await origin.api.nodes()).length).toBe(NODES)
  await waitFor('every guess is answered', () => guessers.answered >= guesses, { deadline_ms: 20_000 })

  const answers = Object.fromEntries(guessers.answers)
  printFigures({ row: 31, guesses, answers, beats })
  // Some are looked at and wrong; all others are not even looked at.
  expect(Object.keys(answers).sort()).toEqual(['401', '429'])
  expect(answers[401]).toBeLessThan(ADDRESSES * 20)
  expect(beats.count).toBeGreaterThan(NODES * (SECONDS - 2))
  expect(beats.p99_ms).toBeLessThan(HEARTBEAT_P99_MS * SLACK)
  const slowed = (await origin.api.activity()).filter(({ type }) => /slowed/.test(type))
  expect(slowed.length).toBeGreaterThan(0)
}, 90_000)
