import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { root } from '../bundles.mjs'
import { findNode24, noNode24 } from '../node-24.mjs'
import { StartedProgram } from '../started-program.mjs'

/** Where Debian's libnginx-mod-rtmp puts it. */
const nginxModule = '/usr/lib/nginx/modules/ngx_rtmp_module.so'
const nodeMediaServer = 'node-media-server@4.4'

/**
 * Gets everything ready that is measured: two nodes that have joined an origin, nginx-rtmp and Node-Media-Server as far as they can be had.
 * @param {string} out folder for data and logs
 * @param {AbortSignal} signal
 */
export async function startServers(out, signal) {
  const node = findNode24(root)
  if (node === undefined) throw new Error(noNode24(root))
  const built = spawnSync(node, [join(root, 'scripts', 'build.mjs'), 'origin', 'node-runtime'], { stdio: 'inherit' })
  if (built.status !== 0) throw new Error('Headwater was not built.')
  const data = join(out, 'data')
  mkdirSync(data, { recursive: true })
  const origin = new StartedProgram(
    node,
    [
      'origin',
      '--data-dir',
      join(data, 'origin'),
      '--port',
      '0',
      '--no-own-node',
      '--redis',
      'memory',
      '--print',
      'json',
    ],
    { name: 'origin', environment: { HEADWATER_CONFIG: '' }, onLog: () => undefined },
  )
  const ready = await origin.ready(30_000)
  if (ready === undefined) throw new Error('The origin that the nodes join did not start.')
  const first = await makeNode(node, data, 'first', ready, signal)
  const second = await makeNode(node, data, 'second', ready, signal)
  const outputs = [
    ...(await nginxOutputs(out)),
    ...nodeOutputs(first),
    hop(first, second),
    ...(await nodeMediaServerOutputs(node, out)),
  ]
  return {
    node: first,
    outputs,
    async stop() {
      origin.signal('SIGTERM')
      await origin.exited
    },
  }
}

/** A node that has joined; it is started anew for every run. */
async function makeNode(node, data, name, { url, enrollment_token }) {
  const folder = join(data, name)
  const program = join(root, 'dist', 'node-runtime', 'main.js')
  const joined = spawnSync(
    node,
    [program, 'join', '--origin', url, '--token-file', '-', '--data-dir', folder, '--name', name],
    { input: enrollment_token, encoding: 'utf8', env: { ...process.env, HEADWATER_CONFIG: '' } },
  )
  if (joined.status !== 0) throw new Error(`The node could not join its origin: ${joined.stderr}`)
  const [rtmp_port, media_port] = await freePorts(2)
  const ports = ['--rtmp-port', rtmp_port, '--media-port', media_port, '--listen-host', '127.0.0.1']
  const command = [
    'env',
    'HEADWATER_CONFIG=',
    node,
    program,
    'run',
    '--data-dir',
    folder,
    ...ports,
    // One thread: what a core carries is asked, and workers would share it.
    '--workers',
    '0',
    '--log-level',
    'warn',
  ]
  return {
    command: command.join(' '),
    rtmp: `rtmp://127.0.0.1:${rtmp_port}/live`,
    media: `http://127.0.0.1:${media_port}/live`,
  }
}

function nodeOutputs({ command, rtmp, media }) {
  const output = (name, play) => ({ name, server: command, publish: `${rtmp}/s`, play })
  return [
    output('headwater flv low', `${media}/s.flv?latency=low`),
    output('headwater rtmp low', `${rtmp}/s?latency=low`),
    output('headwater flv normal', `${media}/s.flv`),
    output('headwater rtmp normal', `${rtmp}/s`),
  ]
}

/** Published on one node, watched on another: what the relay hop costs the second and adds in time. */
function hop(first, second) {
  return {
    name: 'headwater hop flv low',
    server: second.command,
    aux: first.command,
    publish: `${first.rtmp}/s`,
    play: `${second.media}/s.flv?latency=low`,
  }
}

async function nginxOutputs(out) {
  if (!existsSync(nginxModule)) {
    console.error('nginx-rtmp is not installed (Debian: libnginx-mod-rtmp), so there is nothing to compare with.')
    return []
  }
  const [port] = await freePorts(1)
  const file = join(out, 'nginx.conf')
  writeFileSync(
    file,
    `load_module ${nginxModule}; daemon off; worker_processes 1; pid ${join(out, 'nginx.pid')}; error_log ${join(out, 'nginx.log')};
events { worker_connections 16384; }
rtmp { server { listen 127.0.0.1:${port}; chunk_size 4096; application live { live on; } } }
`,
  )
  const url = `rtmp://127.0.0.1:${port}/live/s`
  return [{ name: 'nginx-rtmp', server: `nginx -c ${file}`, publish: url, play: url }]
}

async function nodeMediaServerOutputs(node, out) {
  const folder = join(out, 'node-media-server')
  mkdirSync(folder, { recursive: true })
  const npm = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error']
  const installed = spawnSync('npm', [...npm, nodeMediaServer], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (installed.status !== 0) {
    console.error('Node-Media-Server could not be installed from npm; it is left out.')
    return []
  }
  const [rtmp_port, http_port] = await freePorts(2)
  const file = join(folder, 'bench.cjs')
  const settings = { bind: '127.0.0.1', rtmp: { port: rtmp_port }, http: { port: http_port } }
  writeFileSync(
    file,
    `const NodeMediaServer = require('node-media-server')\nnew NodeMediaServer(${JSON.stringify(settings)}).run()\n`,
  )
  const publish = `rtmp://127.0.0.1:${rtmp_port}/live/s`
  const server = `${node} ${file}`
  return [
    { name: 'node-media-server rtmp', server, publish, play: publish },
    { name: 'node-media-server flv', server, publish, play: `http://127.0.0.1:${http_port}/live/s.flv` },
  ]
}

/** Ports that are free now; all are held until the last is known, so that they differ. */
async function freePorts(count) {
  const held = Array.from({ length: count }, () => createServer())
  await Promise.all(held.map((server) => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))))
  const ports = held.map((server) => server.address().port)
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
