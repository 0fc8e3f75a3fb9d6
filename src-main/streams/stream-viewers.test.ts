import { describe, expect, test } from 'vitest'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { Stream } from '#contract/stream.ts'
import { StreamViewers, type ViewerQuestions } from './stream-viewers.ts'

const path = 'live/show' as StreamPath
const node_id = '5f0c1f5e-8f7c-4f2e-9a51-0d6a3a0f7b11' as NodeId
const viewer_id = 'abcdefghijklmnop'

function opened(viewer: { protocol: string; address: string } | null = { protocol: 'flv', address: '203.0.113.77' }) {
  const said: string[] = []
  const questions: ViewerQuestions = {
    list: async (node, _path, limit) => {
      said.push(`list ${node.name} ${limit}`)
      return { total: 0, hls_viewers: 0, viewers: [] }
    },
    end: async (_node, _path, id, reason) => {
      said.push(`end ${id} ${reason}`)
      return viewer
    },
    keepOut: (kind, _path, { address }, for_ms) => void said.push(`keep out ${kind} ${address} ${for_ms}`),
  }
  const viewers = new StreamViewers({
    known: () => ({ session: { id: 's' } }) as Stream,
    nodes: { find: (id) => (id === node_id ? ({ id, name: 'edge-1' } as Node) : undefined) },
    activity: { record: (entry) => ({ ...entry, id: said.push(`${entry.actor}: ${entry.message}`), at: '' }) },
    questions,
  })
  const asked = { node_id, viewer_id, reason: 'enough', keep_out: null as number | null }
  return { said, viewers, asked }
}

describe('one viewer of a stream', () => {
  test('is let go, and that is written down without its address', async () => {
    const { said, viewers, asked } = opened()
    await viewers.disconnect(path, asked, 'operator:mira')
    expect(said).toEqual([
      `end ${viewer_id} enough`,
      'operator:mira: A viewer of live/show on edge-1, from 203.0.113.0/24 by flv, was let go: enough.',
      'list edge-1 1',
    ])
  })

  test('is kept out before it is let go, or its player would be in again', async () => {
    const { said, viewers, asked } = opened()
    await viewers.disconnect(path, { ...asked, keep_out: 60_000 }, 'operator:mira')
    expect(said.slice(0, 3)).toEqual([
      `end ${viewer_id} null`,
      'keep out play 203.0.113.77 60000',
      `end ${viewer_id} enough`,
    ])
  })

  test('that has left by itself, or is on no node of ours, is said to be so', async () => {
    const { viewers, asked } = opened(null)
    await expect(viewers.disconnect(path, asked, 'x')).rejects.toMatchObject({ code: 'viewer_not_found' })
    const nowhere = { ...asked, node_id: '11111111-8f7c-4f2e-9a51-0d6a3a0f7b11' as NodeId }
    await expect(viewers.disconnect(path, nowhere, 'x')).rejects.toMatchObject({ code: 'node_not_found' })
  })
})
