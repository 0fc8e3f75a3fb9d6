import { expect, test } from 'vitest'
import type { Activity } from '#contract/api.ts'
import { sampleNode } from '../../../data/sample-facts.ts'
import { lostByRestore } from './lost-by-restore.ts'

const fact = (id: number, at: string, facts: Partial<Activity> = {}): Activity => ({
  ...{ id, at, type: 'node.mode_changed', severity: 'info', actor: 'operator:owner', message: `fact ${id}`, data: {} },
  ...{ node_id: null, stream_path: null },
  ...facts,
})

test('a restore takes what came after the backup: nodes that joined, and what people did', () => {
  const nodes = [
    sampleNode('edge-1', { created_at: '2026-11-20T00:00:00Z' as never }),
    sampleNode('edge-2', { created_at: '2026-11-21T09:00:00Z' as never }),
  ]
  const facts = [
    fact(4, '2026-11-21T10:00:00Z'),
    fact(3, '2026-11-21T09:30:00Z', { actor: 'node:edge-2' }),
    fact(2, '2026-11-21T09:20:00Z', { type: 'operator.signed_in' }),
    fact(1, '2026-11-21T07:00:00Z'),
  ]
  const lost = lostByRestore('2026-11-21T08:00:00Z', nodes, [], facts)
  expect(lost).toMatchObject({ nodes: ['edge-2'], policies: [], more: false })
  expect(lost.acts.map(({ id }) => id)).toEqual([4])
  expect(lostByRestore('2026-11-21T06:00:00Z', [], [], facts).more).toBe(true)
})
