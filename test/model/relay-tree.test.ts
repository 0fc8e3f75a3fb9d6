import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RelayCluster } from './relay-cluster.ts'

type Step =
  | { readonly do: 'ask' | 'leave' | 'drain' | 'resume' | 'kill'; readonly nth: number }
  | { readonly do: 'deliver'; readonly ways: readonly number[] }
  | { readonly do: 'rest' | 'pass' | 'away' | 'back' }

const nth = fc.nat(7)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('ask' as const), nth }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), nth }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('drain', 'resume', 'kill', 'kill'), nth }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('deliver'), ways: fc.array(fc.nat(50), { maxLength: 9, size: 'max' }) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('rest', 'pass', 'pass', 'away', 'back') }) },
) as fc.Arbitrary<Step>

function run(cluster: RelayCluster, one: Step): void {
  switch (one.do) {
    case 'deliver':
      for (const way of one.ways) cluster.deliver(way)
      return
    case 'away':
    case 'back':
      cluster.setAway(one.do === 'away')
      return
    case 'rest':
      cluster.deliverAll()
      return
    case 'pass':
      cluster.pass()
      return
    case 'ask':
    case 'leave':
      cluster.nodeAt(one.nth)[one.do]()
      return
    case 'kill':
      cluster.kill(cluster.nodeAt(one.nth))
      return
    default:
      cluster.drain(cluster.nodeAt(one.nth), one.do === 'drain')
  }
}

/** What holds however stale the words are that anybody acts by. */
function holdsAlways({ nodes, limits }: RelayCluster): void {
  for (const node of nodes) {
    expect(node.out, `${node.name} serves no more than it may`).toBeLessThanOrEqual(limits.max_out)
    const pulls = nodes
      .flatMap(({ served }) => [...served])
      .filter(({ dest, state }) => dest === node && state === 'open')
    const own = new Set([node.carrying, node.preparing])
    expect(
      pulls.filter((line) => own.has(line)).length,
      `${node.name} pulls once, twice while it changes over`,
    ).toBeLessThan(3)
    if (node.hops !== null) expect(node.hops).not.toContain(node.id)
  }
}

/** What holds when every word has been heard. */
function holdsAtRest(cluster: RelayCluster): void {
  const { nodes, limits } = cluster
  for (const node of nodes) {
    if (node.machine === null) continue
    expect(['active', 'idle', 'releasing']).toContain(node.machine.state)
    const source = node.carrying?.source
    expect(node.hops, `${node.name} knows how the stream comes`).toEqual(source?.chain)
    expect(node.hops?.[0], `${node.name} has it from the publisher`).toBe(cluster.publisher.id)
    expect(node.hops?.length).toBeLessThanOrEqual(limits.max_hops)
    expect(node.preparing).toBe(null)
  }
}

/** Where somebody who asks now could have the stream from. */
function places({ nodes, limits, publisher }: RelayCluster, id: string) {
  return nodes.filter((node) => {
    const { alive, draining, chain, out } = node
    const serves = !draining || (node === publisher && out === 0)
    const fits = chain !== null && chain.length <= limits.max_hops && !chain.some((hop) => hop === id)
    return alive && serves && fits && out < limits.max_out
  })
}

test('relays form no loop, keep their limits, serve whoever waits, and leave nothing behind, whatever happens when (row 15)', () => {
  const limits = fc.record({ max_hops: fc.integer({ min: 1, max: 3 }), max_out: fc.integer({ min: 1, max: 2 }) })
  const check = fc.property(
    fc.integer({ min: 3, max: 8 }),
    limits,
    fc.array(step, { maxLength: 60, size: 'max' }),
    (count, is, steps) => {
      const cluster = new RelayCluster(count, is)
      for (const one of steps) {
        run(cluster, one)
        holdsAlways(cluster)
      }
      cluster.setAway(false)
      cluster.settle()
      holdsAlways(cluster)
      holdsAtRest(cluster)
      for (const node of cluster.nodes) {
        if (!node.alive || node.draining || node.has || places(cluster, node.id).length === 0) continue
        node.ask()
        cluster.settle()
        expect(node.has, `${node.name} is served`).toBe(true)
        holdsAtRest(cluster)
      }
      for (const node of cluster.nodes) while (node.viewers > 0) node.leave()
      cluster.settle()
      for (const node of cluster.nodes) {
        expect([node.name, node.machine, node.carrying, node.served.size]).toEqual([node.name, null, null, 0])
      }
      expect(cluster.remembered).toBe(0)
    },
  )
  fc.assert(check, { numRuns: Number(process.env.MODEL_RUNS ?? 150) })
})
