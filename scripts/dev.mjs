/**
 * `npm run dev [-- options of headwater origin]`: the origin, built and started again whenever its sources change, and the
 * panel served by vite with hot reload, which passes API calls on to the origin. Data is kept in data/dev.
 */
import { spawnSync } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'vite'
import { root, staleBundles } from './bundles.mjs'
import { findNode24, noNode24 } from './node-24.mjs'
import { ProgramLog } from './program-log.mjs'
import { StartedProgram } from './started-program.mjs'

const panelPort = 5173
const readyDeadlineMs = 30_000
/** Editors save several files, and some save one file in several steps. */
const settleMs = 150

const node = findNode24(root)
if (node === undefined) {
  console.error(noNode24(root))
  process.exit(69)
}
const log = new ProgramLog(console.log)
const dataDir = join(root, 'data', 'dev')
const given = process.argv.slice(2)
const args = ['origin', ...(given.includes('--data-dir') ? [] : ['--data-dir', dataDir]), ...given, '--print', 'json']
log.openIn(join(dataDir, 'logs'))

/** Builds and starts an origin; undefined when it does not build or does not start, which has been said. */
async function startOrigin() {
  const built = spawnSync(node, [join(root, 'scripts/build.mjs'), 'origin', 'node-runtime', '--quiet-if-fresh'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (built.status !== 0) return undefined
  const program = new StartedProgram(node, args, { name: 'origin', onLog: (line) => log.write('origin', line) })
  const ready = await program.ready(readyDeadlineMs)
  if (ready !== undefined) return { program, ready }
  program.signal('SIGTERM')
  await program.exited
  return undefined
}

let origin = await startOrigin()
if (origin === undefined) process.exit(1)

/** The origin answers only to its own name, and only to pages of its own: the requests look as if they came from there. */
const passOn = {
  target: origin.ready.url,
  changeOrigin: true,
  ws: true,
  headers: { origin: origin.ready.url },
}
const panel = await createServer({
  root: join(root, 'src-renderer'),
  configFile: join(root, 'src-renderer/vite.config.ts'),
  server: {
    host: '127.0.0.1',
    port: panelPort,
    proxy: { '/api': passOn, '/play': passOn, '/health': passOn, '/ready': passOn },
  },
})
await panel.listen()
const panelUrl = panel.resolvedUrls.local[0].replace(/\/$/, '')
const tell = ({ ready }) => console.log(`\n  Panel   ${ready.sign_in_url.replace(ready.url, panelUrl)}\n`)
tell(origin)

// The second start has to listen where the first did, or vite would pass calls on to nobody.
const { port } = new URL(origin.ready.url)
if (!args.includes('--port')) args.push('--port', port)
else args[args.indexOf('--port') + 1] = port

let timer
let restarting = Promise.resolve()
for (const folder of ['contract', 'src-main', 'node-runtime']) {
  watch(join(root, folder), { recursive: true }, (_event, file) => {
    if (file === null || /\.test\.ts$|~$/.test(file)) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      restarting = restarting.then(restart)
    }, settleMs)
  })
}

async function restart() {
  if (origin !== undefined && staleBundles(['origin', 'node-runtime']).length === 0) return
  console.log('Sources changed; starting the origin again ...')
  origin?.program.signal('SIGTERM')
  await origin?.program.exited
  origin = await startOrigin()
  if (origin === undefined) console.log('It will be tried again after the next change.')
  else tell(origin)
}

// vite ends the process on SIGTERM, without waiting for the origin.
process.removeAllListeners('SIGTERM')
for (const name of ['SIGINT', 'SIGTERM']) {
  process.once(name, async () => {
    await restarting
    origin?.program.signal('SIGTERM')
    await Promise.all([origin?.program.exited, panel.close()])
    process.exit(0)
  })
}
