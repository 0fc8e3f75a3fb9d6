import { describe, expect, test } from 'vitest'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import { streamPolicySchema } from '#contract/stream-policy.ts'
import { askingPublisher, askingViewer } from '../media/admission-fixtures.ts'
import { PlayElsewhereError, PublisherNotAllowedError } from '../media/stream-errors.ts'
import { NodeAdmission } from './admission.ts'
import { type AskToAdmit, NodePolicies } from './node-policies.ts'
import { OriginAwayError } from './origin-questions.ts'

const node_id = '3f2a91c0-8f7c-4f2e-9a51-0d6a3a0f7b11' as NodeId
const path = 'live/test' as StreamPath
const at = '2026-11-21T07:30:00.000Z'
const facts = { id: crypto.randomUUID(), revision: 1, created_at: at, updated_at: at, updated_by: 'operator:owner' }
const endpoints = { address: '10.0.0.2', rtmp_port: 1935, media_port: 8080 }
const better = {
  node_id: '9b1d22aa-8f7c-4f2e-9a51-0d6a3a0f7b11' as NodeId,
  node_name: 'b',
  endpoints,
  score: 1,
  last_resort: false,
}
const away: AskToAdmit = () => Promise.reject(new OriginAwayError('it is away'))
const { signal } = new AbortController()

/** A node in `us` that was told one policy for `live/*`. */
function told(rules: object, { ask = away, viewers = null as number | null } = {}) {
  const policies = [streamPolicySchema.parse({ ...facts, pattern: 'live/*', rules })]
  const now = { revision: 1, region: 'us', policies }
  return new NodePolicies({
    node_id,
    told: () => now,
    otherwise: { grace_ms: 10_000, second_publisher: 'refuse' },
    here: () => (viewers === null ? null : { viewers }),
    ask,
  })
}
const admissionOf = (policies: NodePolicies) =>
  new NodeAdmission({ notAccepting: () => null, publish_allow: ['127.0.0.0/8'], policies })
const viewer = askingViewer({ path })

test('a policy says how a publication goes on; the rest is as the node is set', () => {
  const policies = told({ on_second_publisher: 'take_over' })
  expect(policies.sessionPolicy(path)).toEqual({ grace_ms: 10_000, second_publisher: 'take_over', said_by: 'live/*' })
  const other = policies.sessionPolicy('other/test' as StreamPath)
  expect(other).toEqual({ grace_ms: 10_000, second_publisher: 'refuse', said_by: null })
})

describe('while the origin is away', () => {
  test('a publisher in the wrong region is refused with the policy, and where to go', async () => {
    const admission = admissionOf(told({ ingest_regions: ['eu'] }))
    const refused = admission.publish(askingPublisher({ path }))
    await expect(refused).rejects.toBeInstanceOf(PublisherNotAllowedError)
    await expect(refused).rejects.toThrow(/policy live\/\*.*Publish it to a node in eu/)
    await admission.publish(askingPublisher({ path: 'other/test' as StreamPath }))
  })

  test('viewers in the wrong region, and more than a node may have alone, are refused', async () => {
    const abroad = admissionOf(told({ allowed_regions: ['eu'] }))
    await expect(abroad.play(viewer, signal)).rejects.toThrow(/only in eu, and this node is in us/)
    // Who cannot be sent on, as a WebSocket, too.
    await expect(abroad.play({ ...viewer, hops: null }, signal)).rejects.toThrow(/only in eu/)
    await expect(admissionOf(told({ max_viewers: 2 }, { viewers: 2 })).play(viewer, signal)).rejects.toThrow(/allows 2/)
    await admissionOf(told({ max_viewers: 2 }, { viewers: 1 })).play(viewer, signal)
    await admissionOf(told({ max_replicas: 1 })).play(viewer, signal)
    // A ticket that nobody can look at opens nothing, and neither do hops that the viewer made up.
    const policies = told({ allowed_regions: ['eu'] })
    const desk = new NodeAdmission({
      notAccepting: () => null,
      publish_allow: [],
      policies,
      redeem: () => Promise.resolve(null),
    })
    await expect(desk.play({ ...viewer, ticket: 'made-up' }, signal)).rejects.toThrow(/only in eu/)
    await expect(desk.play({ ...viewer, hops: ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'] }, signal)).rejects.toThrow(
      /only in eu/,
    )
  })
})

describe('with the word of the origin', () => {
  test('a viewer is sent to a node that may play it, and nobody is sent for ever', async () => {
    const ask: AskToAdmit = () => Promise.resolve({ refused: 'it is not played here: regions.', nodes: [better] })
    const admission = admissionOf(told({ allowed_regions: ['eu'] }, { ask }))
    const error = await admission.play(viewer, signal).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(PlayElsewhereError)
    expect((error as PlayElsewhereError).elsewhere).toMatchObject({
      node: { node_id: better.node_id },
      hops: ['3f2a91c0'],
    })
    const tired = { ...viewer, hops: ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'] }
    await expect(admission.play(tired, signal)).rejects.not.toBeInstanceOf(PlayElsewhereError)
  })

  test('is asked for only where this node cannot say by itself', async () => {
    const asked: string[] = []
    const ask: AskToAdmit = ({ stream_path }) => {
      asked.push(stream_path)
      return Promise.resolve({ refused: null, nodes: [] })
    }
    await admissionOf(told({ allowed_regions: ['us'], publisher_grace_ms: 0 }, { ask })).play(viewer, signal)
    await admissionOf(told({ max_replicas: 3 }, { ask, viewers: 0 })).play(viewer, signal)
    expect(asked).toEqual([])
    await admissionOf(told({ max_replicas: 3 }, { ask })).play(viewer, signal)
    await admissionOf(told({ max_viewers: 3 }, { ask, viewers: 0 })).play(viewer, signal)
    expect(asked).toHaveLength(2)
  })
})
