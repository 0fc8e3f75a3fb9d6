import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { NodeId } from '#contract/ids.ts'
import { allocate } from './allocation.ts'
import type { Reserved } from './reservations.ts'
import { testingNode } from './testing-node.ts'
import { ViewerPlaces } from './viewer-places.ts'

const GROUP = 20
const thresholds = { cpu_percent: 85, cpu_busy_for_ms: 15_000, egress_mbps: 100, subscribers: 100 }

it('places groups of viewers as so many allocations would, each counting for the next', () => {
  const node = fc.record({
    load: fc.record({ cpu_percent: fc.nat(100), egress_mbps: fc.nat(120), subscribers: fc.nat(110) }),
    mode: fc.constantFrom('normal' as const, 'normal' as const, 'draining' as const),
    liveness: fc.constantFrom('alive' as const, 'alive' as const, 'suspect' as const),
    region: fc.constantFrom('eu', 'us', null),
  })
  const stream = fc.record({ viewers: fc.nat(150), mbps: fc.nat(3), holders: fc.uniqueArray(fc.nat(7)) })
  const check = fc.property(
    fc.array(node, { minLength: 1, maxLength: 8 }),
    fc.array(stream, { minLength: 1, maxLength: 4 }),
    (made, streams) => {
      const nodes = made.map(({ region, ...is }, nth) => ({ ...testingNode(`n${nth}`, is), region }))
      const places = new ViewerPlaces(nodes, { region: 'eu', thresholds })
      const placed = new Map<NodeId, Reserved>()
      for (const { viewers, mbps, holders: nths } of streams) {
        const holders = new Set(nths.flatMap((nth) => nodes[nth]?.id ?? []))
        let without_place = 0
        for (let left = viewers; left > 0; left -= GROUP) {
          const clients = Math.min(left, GROUP)
          const [best] = allocate({
            ...{ nodes, holders, not_fetchable: null, limit: 1, region: 'eu', thresholds, when_full: 'best_effort' },
            reservedOn: (id) => placed.get(id) ?? { clients: 0, mbps: 0 },
            urlOf: () => '',
          }).candidates
          if (best === undefined || best.breakdown.last_resort !== undefined) {
            without_place += clients
            continue
          }
          const there = placed.get(best.node_id) ?? { clients: 0, mbps: 0 }
          placed.set(best.node_id, { clients: there.clients + clients, mbps: there.mbps + clients * mbps })
        }
        expect(places.place(viewers, GROUP, mbps, holders)).toBe(without_place)
      }
      expect(places.placed).toEqual(placed)
    },
  )
  fc.assert(check, { numRuns: 200 })
})
