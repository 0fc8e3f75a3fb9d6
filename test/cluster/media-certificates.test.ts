import { X509Certificate } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { askHttps, shownChain } from '../harness/https-client.ts'
import { NameServer, ZONE } from '../harness/name-server.ts'
import { NodeProgram } from '../harness/node-program.ts'
import { Pebble } from '../harness/pebble.ts'
import { Publisher } from '../harness/publisher.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor } from '../harness/wait-for.ts'

const SLOW = { deadline_ms: 60_000 }

const shownBy = async (port: number, name?: string) => new X509Certificate((await shownChain(port, name))[0] ?? '')

test('nodes show certificates of the own authority, and a new one under a viewer who watches on', async () => {
  await using cluster = await startCluster({ edges: 1 })
  const { origin, edge } = cluster
  const ca = (await shownChain(Number(new URL(origin.ready.url).port))).at(-1) ?? ''
  for (const port of [origin.own_node.media_port, edge.ready.media_port]) {
    await waitFor(
      `port ${port} is trusted`,
      async () => (await askHttps(`https://127.0.0.1:${port}/health`, { ca })).status === 200,
      SLOW,
    )
  }
  // Nobody can pass for the origin with it.
  expect((await shownBy(edge.ready.media_port)).subjectAltName).not.toContain('URI:')
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  const { media_port } = edge.ready
  await using viewer = await FlvViewer.watchSecurely(`https://127.0.0.1:${media_port}/live/test.flv`, { ca })
  const before = (await shownBy(media_port)).serialNumber

  // The origin signs anew for every node that comes back to it.
  await origin.kill()
  await origin.restart()
  await waitFor('another certificate is shown', async () => (await shownBy(media_port)).serialNumber !== before, SLOW)
  await viewer.sees(25)
  expect(viewer.interruption).toBeNull()
  await using another = await FlvViewer.watchSecurely(`https://127.0.0.1:${media_port}/live/test.flv`, { ca })
  await another.sees(5)
})

test('with DNS-01 nodes get the certificate for their names, and each new one under a viewer who watches on', async () => {
  await using folder = await tempDir()
  await using names = await NameServer.start(folder.path, [])
  await using pebble = await Pebble.start(folder.path, { http_port: 9, dns_server: names.address, validity_s: 18 })
  const tls = {
    ...{ mode: 'acme', acme_terms_agreed: true, acme_challenge: 'dns-01', dns_wait: '0s' },
    ...{ acme_directory: pebble.directory_url, acme_ca: pebble.ca_file, node_names: [`*.nodes.${ZONE}`] },
    ...{ dns_server: names.address, dns_tsig_name: names.key.name, dns_tsig_secret: names.key.secret },
  }
  await using cluster = await startCluster({ edges: 0, origin: { advertise_host: `origin.${ZONE}`, tls } })
  const name = `edge.nodes.${ZONE}`
  await using edge = await NodeProgram.start(cluster.origin, { settings: { advertise_address: name } })
  const { media_port } = edge.ready
  const ca = await pebble.root()
  await waitFor(
    'the node shows the certificate for its name',
    async () => (await shownBy(media_port, name)).checkHost(name) !== undefined,
    SLOW,
  )
  const { mode } = await stat(`${edge.ready.data_dir}/identity/media-certificate.json`)
  expect(mode & 0o777).toBe(0o600)

  await using _publisher = await Publisher.start(`rtmp://127.0.0.1:${edge.ready.rtmp_port}/live/test`)
  const url = `https://127.0.0.1:${media_port}/live/test.flv`
  await using viewer = await FlvViewer.watchSecurely(url, { ca, servername: name })
  const before = (await shownBy(media_port, name)).serialNumber
  await waitFor('a renewed one is shown', async () => (await shownBy(media_port, name)).serialNumber !== before, SLOW)
  await viewer.sees(25)
  expect(viewer.interruption).toBeNull()
  await using another = await FlvViewer.watchSecurely(url, { ca, servername: name })
  await another.sees(5)
})
