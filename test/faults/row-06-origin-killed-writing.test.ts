import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { enrollmentTokenInfoSchema } from '#contract/enrollment.ts'
import { streamPolicySchema } from '#contract/stream-policy.ts'
import type { ApiClient } from '../harness/api-client.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { printFigures } from '../harness/print-figures.ts'
import { pause } from '../harness/wait-for.ts'

/** `npm run test:kills` runs the 200 of the row. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 8)
/** The row's figure; among other tests, on a busy machine, any program may take that long to load. */
const START_WITHIN_MS = process.env.KILL_ROUNDS === undefined ? 15_000 : 3_000
const LONGEST_ROUND_MS = 400

const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) })

/** What the origin has answered, and so must know for ever. */
class Answered {
  readonly tokens = new Set<string>()
  readonly revoked = new Set<string>()
  readonly policies = new Map<string, number>()
  readonly deleted = new Set<string>()
  readonly unforeseen: string[] = []
  writes = 0

  /** Writes, one after another, until the origin is gone; what was not answered may or may not be there. */
  async writeTokens(api: ApiClient, round: number): Promise<void> {
    for (let n = 0; ; n += 1) {
      const made = await api.createEnrollmentToken({ name: `round ${round}` })
      this.tokens.add(made.id)
      this.writes += 1
      if (n % 2 === 0) continue
      await api.call('DELETE', `/api/v1/enrollment-tokens/${made.id}`, enrollmentTokenInfoSchema)
      this.revoked.add(made.id)
      this.writes += 1
    }
  }

  async writePolicies(api: ApiClient, round: number): Promise<void> {
    for (let n = 0; ; n += 1) {
      const pattern = `round-${round}/stream-${n}`
      const { id } = await api.call('POST', '/api/v1/stream-policies', streamPolicySchema, { pattern, max_viewers: 1 })
      this.policies.set(id, 1)
      await api.call('PATCH', `/api/v1/stream-policies/${id}`, streamPolicySchema, { max_viewers: n + 2 })
      this.policies.set(id, n + 2)
      this.writes += 2
      const [oldest] = this.policies.keys()
      if (this.policies.size < 20 || oldest === undefined) continue
      // Asked for and not answered it may be gone or not, so that it is in neither list meanwhile.
      this.policies.delete(oldest)
      const { status } = await api.request('DELETE', `/api/v1/stream-policies/${oldest}`)
      if (status !== 200) this.unforeseen.push(`DELETE of policy ${oldest} answered ${status}`)
      this.deleted.add(oldest)
      this.writes += 1
    }
  }

  /** What was answered and is not there, or is otherwise. */
  async missing(api: ApiClient): Promise<string[]> {
    const tokens = await api.call('GET', '/api/v1/enrollment-tokens', listOf(enrollmentTokenInfoSchema))
    const policies = await api.call('GET', '/api/v1/stream-policies', listOf(streamPolicySchema))
    const known = new Map(tokens.items.map((token) => [token.id, token]))
    const kept = new Map(policies.items.map((policy) => [policy.id, policy]))
    return [
      ...this.unforeseen,
      ...[...this.tokens].filter((id) => !known.has(id)).map((id) => `token ${id}`),
      ...[...this.revoked].filter((id) => known.get(id)?.revoked_at === null).map((id) => `end of token ${id}`),
      // A change that was asked for and not answered may be there.
      ...[...this.policies]
        .filter(([id, n]) => (kept.get(id)?.rules.max_viewers ?? -1) < n)
        .map(([id]) => `policy ${id}`),
      ...[...this.deleted].filter((id) => kept.has(id)).map((id) => `end of policy ${id}`),
    ]
  }
}

test(
  `row 6: killed at ${ROUNDS} random instants while it writes, the origin has every answered write, is whole, and is back within 3 s`,
  async () => {
    await using origin = await OriginProgram.start({
      settings: { own_node: false, backup_interval: '0s', log: { level: 'warn' } },
    })
    const answered = new Answered()
    const starts_ms: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const { api } = origin
      const until_killed = [answered.writeTokens(api, round), answered.writePolicies(api, round)].map((writing) =>
        writing.catch(() => undefined),
      )
      await pause(Math.random() * LONGEST_ROUND_MS)
      await origin.kill()
      await Promise.all(until_killed)
      const from = performance.now()
      await origin.restart()
      starts_ms.push(performance.now() - from)
      expect(await answered.missing(origin.api), `round ${round}`).toEqual([])
      expect(soundness(origin.data_dir), `round ${round}`).toEqual({ integrity_check: 'ok', journal_mode: 'wal' })
    }
    const sorted = starts_ms.map(Math.round).sort((one, other) => one - other)
    const [median_start_ms = 0, longest_start_ms] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)]
    const figures = { row: 6, rounds: ROUNDS, answered_writes: answered.writes, missing: 0 }
    printFigures({ ...figures, median_start_ms, longest_start_ms })
    expect(answered.writes).toBeGreaterThan(ROUNDS)
    expect(median_start_ms).toBeLessThan(START_WITHIN_MS)
  },
  Math.max(120_000, ROUNDS * 10_000),
)

function soundness(data_dir: string): { integrity_check: unknown; journal_mode: unknown } {
  const sql = new SqliteDatabase(join(data_dir, 'origin.db'), { readonly: true })
  try {
    const read = (name: string) => sql.pragma(name, { simple: true })
    return { integrity_check: read('integrity_check'), journal_mode: read('journal_mode') }
  } finally {
    sql.close()
  }
}
