import { expect, test } from 'vitest'
import { z } from 'zod'
import { settingSchema } from '#contract/settings.ts'
import { ApiClient } from '../harness/api-client.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { freePorts } from '../harness/free-ports.ts'
import { NodeProgram } from '../harness/node-program.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const settingsSchema = z.object({ items: z.array(settingSchema) })

test('another port is chosen while a stream runs: nodes follow the origin there, and a viewer notices nothing', async () => {
  const [port = 0, next_port = 0] = await freePorts(2)
  await using origin = await OriginProgram.start({ chosen_port: port, settings: { heartbeat_interval: '1s' } })
  expect(origin.ready.url).toBe(`http://127.0.0.1:${port}`)
  await using edge = await NodeProgram.start(origin, { name: 'edge-1' })
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
  await viewer.sees(20)

  await waitFor('both nodes are alive', async () =>
    (await origin.api.nodes()).every(({ liveness }) => liveness.state === 'alive'),
  )
  const { items } = await origin.api.call('PATCH', '/api/v1/settings', settingsSchema, {
    changes: { port: next_port },
  })
  expect(items.find(({ name }) => name === 'port')?.choice).toMatchObject({ chosen: next_port, waits: true })
  await origin.api.request('POST', '/api/v1/restart', { body: {} })

  const moved = new ApiClient(`http://127.0.0.1:${next_port}`, origin.ready.api_key)
  await waitFor(
    'both nodes are alive where the origin is now',
    async () => {
      const nodes = await moved.nodes().catch(() => [])
      return nodes.length === 2 && nodes.every(({ liveness }) => liveness.state === 'alive')
    },
    { deadline_ms: 30_000 },
  )
  await viewer.sees(20)
  expect(viewer.interruption).toBeNull()
  // The node goes there again by itself.
  await edge.kill()
  await edge.restart()
  await waitFor('the node is back', async () => (await moved.node(edge.id)).liveness.state === 'alive')
}, 90_000)
