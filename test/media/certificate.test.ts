import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { putCertificate } from '../harness/certificate.ts'
import { clip } from '../harness/clip.ts'
import { startCluster } from '../harness/cluster.ts'
import { ffprobe } from '../harness/ffprobe.ts'
import { headwater, runHeadwater } from '../harness/headwater-command.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor } from '../harness/wait-for.ts'

const run = promisify(execFile)

test('with a certificate of your own, players and publishers that check it trust the node', async () => {
  await using folder = await tempDir()
  const files = await putCertificate(folder.path)
  const media = { tls_certificate: files.certificate, tls_key: files.key }
  await using cluster = await startCluster({ edges: 0, media })
  const { rtmp_port, media_port } = cluster.origin.own_node
  const health = ['-sS', '--cacert', files.certificate, `https://localhost:${media_port}/health`]
  expect((await run('curl', health)).stdout).toContain('ok')
  // HTTP/2 is offered by curl and not spoken here.
  expect((await run('curl', ['--http2', ...health])).stdout).toContain('ok')

  const url = `rtmps://localhost:${rtmp_port}/live/test`
  const trusting = { environment: { NODE_EXTRA_CA_CERTS: files.certificate } }
  await using _publisher = headwater('publish', ['node', 'publish', await clip(), url, '--loop'], trusting)
  await waitFor('the stream is live', async () => {
    const answer = await fetch(`http://127.0.0.1:${media_port}/live/test.flv`, { method: 'HEAD' })
    return answer.status === 200
  })
  expect(await ffprobe(`rtmps://localhost:${rtmp_port}/live/test`)).toMatchObject({ video: { codec: 'h264' } })
  const checked = ['-v', 'error', '-tls_verify', '1', '-ca_file', files.certificate]
  await run('ffprobe', [...checked, `https://localhost:${media_port}/live/test.flv`], { timeout: 15_000 })

  // Whoever does not trust it is told so, and publishes nothing.
  const strange = await runHeadwater(['node', 'publish', await clip(), `${url}2`])
  expect(strange.code).not.toBe(0)
  expect(strange.errors).toMatch(/certificate[\s\S]*NODE_EXTRA_CA_CERTS/)
})

test('a node does not start on a certificate that it cannot use, and says which and why', async () => {
  await using folder = await tempDir()
  const files = await putCertificate(folder.path)
  await writeFile(files.key, 'no key')
  const flags = ['--tls-certificate', files.certificate, '--tls-key', files.key]
  const alone = await runHeadwater(['node', 'run', '--data-dir', `${folder.path}/node`, ...flags.slice(0, 2)])
  expect(alone.code).toBe(78)
  expect(alone.errors).toContain('tls_certificate and tls_key belong together')
  await using cluster = await startCluster({ edges: 0 })
  const { token } = await cluster.origin.api.createEnrollmentToken({ name: 'for a node' })
  const args = [
    'node',
    'run',
    '--origin',
    cluster.origin.ready.url,
    '--token-file',
    '-',
    '--rtmp-port',
    '0',
    '--media-port',
    '0',
  ]
  const broken = await runHeadwater([...args, '--data-dir', `${folder.path}/node`, ...flags], { input: token })
  expect(broken.code).toBe(78)
  expect(broken.errors).toMatch(/key\.pem is not the key of .*certificate\.pem/)
})
