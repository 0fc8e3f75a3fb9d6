import { expect, test } from 'vitest'
import type { LivenessState, NodeModeValue } from '#contract/node.ts'
import { nodeNamed } from './api-fixture.ts'
import { clusterStatus } from './cluster-status.ts'

const member = (state: LivenessState, value: NodeModeValue = 'normal') => {
  const node = nodeNamed(state)
  return { ...node, liveness: { ...node.liveness, state }, mode: { ...node.mode, value } }
}

test.each<[string, ReturnType<typeof member>[], number, string]>([
  ['all alive', [member('alive'), member('alive')], 2, 'HEALTHY'],
  ['one draining', [member('alive'), member('alive', 'draining')], 2, 'HEALTHY'],
  ['one of three gone', [member('alive'), member('alive'), member('offline')], 2, 'NOT HEALTHY'],
  ['one still joining', [member('alive'), member('joining')], 1, 'NOT HEALTHY'],
  ['one gone that is in maintenance', [member('alive'), member('alive'), member('left', 'maintenance')], 2, 'HEALTHY'],
  ['half gone in maintenance', [member('alive'), member('left', 'maintenance')], 1, 'NOT HEALTHY'],
  ['no member', [], 0, 'NOT HEALTHY'],
])('%s', (_what, nodes, healthy_members, cluster_health) => {
  expect(clusterStatus(nodes, 'Headwater')).toEqual({
    local_node: 'Headwater',
    members: nodes.length,
    healthy_members,
    cluster_health,
  })
})
