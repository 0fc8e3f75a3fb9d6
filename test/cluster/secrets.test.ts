import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodeReadySchema } from '#contract/program-output.ts'
import { ApiClient } from '../harness/api-client.ts'
import { requestEnrolment } from '../harness/channel-client.ts'
import { startCluster } from '../harness/cluster.ts'
import { EventReader } from '../harness/event-reader.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { headwater, runHeadwater } from '../harness/headwater-command.ts'
import { nodeArguments } from '../harness/node-program.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { commandLineOf, processesNaming } from '../harness/processes.ts'
import { Publisher } from '../harness/publisher.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor } from '../harness/wait-for.ts'

interface FoundFile {
  readonly path: string
  readonly content: string
  readonly mode: number
}

/** Every file below a directory with its content. One that was being written has another name a moment later, and is left out. */
function filesBelow(path: string): FoundFile[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((file) => {
      try {
        return [{ path: file, content: readFileSync(file, 'latin1'), mode: statSync(file).mode }]
      } catch (error) {
        if (file.endsWith('.tmp') && !existsSync(file)) return []
        throw error
      }
    })
}

const SECRET = /\b(?:enroll|node|sk|datakey)_[A-Za-z0-9_-]{43}\b/

test('after a full run no log, argument list or answer holds a token, a credential or a key (row 33)', async () => {
  await using cluster = await startCluster({ origin: { redis: 'auto', log: { level: 'debug' } } })
  const { origin, edge } = cluster
  const { api_key, enrollment_token, sign_in_url } = origin.ready
  const link_token = new URL(sign_in_url).hash.slice(1)
  await using events = await EventReader.open(origin)
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await using _viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
  const made = await origin.api.createEnrollmentToken({ name: 'to be looked for' })
  const browser = new ApiClient(origin.ready.url, null)
  const signIn = await browser.request('POST', '/api/v1/sign-in', { body: { link_token } })
  const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  const session_token = cookie.split('=')[1] ?? ''
  expect(session_token.length).toBeGreaterThan(20)
  await browser.request('GET', '/api/v1/nodes', { headers: { cookie } })
  // Things that go wrong are logged, too.
  await browser.request('POST', '/api/v1/sign-in', { body: { link_token, extra: api_key } })
  await browser.request('GET', '/api/v1/nodes', { headers: { authorization: `Bearer ${api_key}x` } })
  await browser.request('GET', `/api/v1/none?key=${api_key}`)
  await requestEnrolment(origin, 'bad name!', made.token)
  await using late = await tempDir()
  const wrongOrigin = nodeArguments(join(late.path, 'late'), { origin: `${origin.ready.url}/nowhere`, name: 'late' })
  await runHeadwater([...wrongOrigin, '--token-file', '-'], { input: made.token })
  await edge.kill()
  await edge.restart()
  await origin.kill()
  await origin.restart()
  await waitFor('all alive', async () => (await origin.api.nodes()).every((node) => node.liveness.state === 'alive'))

  const credentials = [join(edge.ready.data_dir, 'identity'), join(origin.data_dir, 'node/identity')]
    .flatMap(filesBelow)
    .flatMap(({ content }) => [...content.matchAll(/node_[A-Za-z0-9_-]{43}/g)].map(([credential]) => credential))
  expect(credentials).toHaveLength(2)
  const keys = [api_key, origin.ready.api_key, enrollment_token, origin.ready.enrollment_token]
  const secrets = [...keys, link_token, session_token, made.token, ...credentials]
  const holds = (text: string) => secrets.find((secret) => text.includes(secret))

  const running = [...processesNaming(origin.data_dir), ...processesNaming(edge.ready.data_dir)]
  expect(running.length).toBeGreaterThanOrEqual(3)
  for (const pid of running) {
    const line = commandLineOf(pid)
    expect(holds(line) ?? SECRET.exec(line)?.[0], `arguments: ${line}`).toBe(undefined)
    expect(holds(readFileSync(`/proc/${pid}/environ`, 'latin1')), `environment of ${line}`).toBe(undefined)
  }

  const logs = [edge.program, origin.program].map((program) => readFileSync(program.log_file, 'utf8'))
  for (const log of logs) {
    // The ready line is how the program that started it gets them; all else is log.
    const rest = log.split('\n').filter((line) => !line.startsWith('{"program":"origin"'))
    expect(rest.find((line) => holds(line) !== undefined || SECRET.test(line))).toBe(undefined)
  }
  for (const { path, content, mode } of [...filesBelow(origin.data_dir), ...filesBelow(edge.ready.data_dir)]) {
    const isIdentity = path.includes('/identity/')
    expect(isIdentity ? mode & 0o077 : 0, `mode of ${path}`).toBe(0)
    if (!isIdentity) expect(holds(content), path).toBe(undefined)
  }

  const paths = [
    'cluster',
    'nodes',
    'streams',
    'streams/live/test',
    'enrollment-tokens',
    'activity?limit=500',
    'session',
  ]
  for (const path of paths) {
    const text = await (await origin.api.request('GET', `/api/v1/${path}`)).text()
    expect(holds(text), path).toBe(undefined)
  }
  expect(holds(JSON.stringify(events.received))).toBe(undefined)
}, 90_000)

test('a token given as an argument is not to be read in the list of processes once the node runs (row 33)', async () => {
  await using origin = await OriginProgram.start({ settings: { own_node: false } })
  await using home = await tempDir()
  const { token } = await origin.api.createEnrollmentToken()
  const args = nodeArguments(join(home.path, 'edge'), { origin: origin.ready.url, name: 'edge' })
  await using program = headwater('edge', [...args, '--token', token])
  const ready = nodeReadySchema.parse(JSON.parse(await program.firstLine(20_000)))
  for (const pid of new Set([program.pid, ready.pid])) expect(commandLineOf(pid)).not.toContain(token)
  expect(readFileSync(program.log_file, 'utf8')).not.toContain(token)
})
