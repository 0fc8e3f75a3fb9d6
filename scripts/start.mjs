/**
 * `npm start [-- --demo] [-- options of headwater origin]`: from a fresh clone to a running origin. Installs what is missing,
 * builds what is stale, starts the origin with its own node and prints the link that opens the panel signed in. With
 * `--demo` it adds two edges and a test picture. Runs on Node 20 with nothing installed; what it starts ends with it.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './bundles.mjs'
import { startDemo } from './demo/demo.mjs'
import { freePortFlags } from './demo/demo-ports.mjs'
import { installPackages, isInstalled } from './install-packages.mjs'
import { findNode24, noNode24 } from './node-24.mjs'
import { onShellGone } from './orphan-watch.mjs'
import { ProgramLog } from './program-log.mjs'
import { StartedProgram } from './started-program.mjs'

/** Exit codes as in contract/program-output.ts, which this file cannot import: it runs before anything is built. */
const exitCode = { ok: 0, failed: 1, unavailable: 69, alreadyRunning: 75 }

/** Everything ends within five seconds of the first signal; what has not by then is killed. */
const stopDeadlineMs = 4_800
/** npm passes on a Ctrl-C that the terminal has already delivered; what comes so soon after is the same one. */
const sameSignalMs = 500
const readyDeadlineMs = 60_000
/** An origin that ends this soon will not do better by being started once more. */
const crashesTooOftenMs = 10_000

const help = `npm start [-- options]

Starts an origin with a node of its own and prints the link that opens the control panel.

  --demo     add two edges and a test picture, each a process of its own
  --help     this text

All other options go to \`headwater origin\`, for example
  npm start -- --data-dir /srv/headwater --port 8090 --rtmp-port 1935 --media-port 8080
\`npx headwater origin --help\` lists them.
`

const say = (line = '') => console.log(line)

class Start {
  /** @type {StartedProgram[]} the origin first */
  #programs = []
  #stopping
  #ownNodePid
  #aborter = new AbortController()

  /** Aborts when the user wants everything to stop. */
  get signal() {
    return this.#aborter.signal
  }

  async run(args) {
    this.#stopOnSignals()
    const demo = args.includes('--demo')
    const originArgs = args.filter((arg) => arg !== '--demo' && arg !== '--')
    const node = await this.#prepare()
    const log = new ProgramLog(say)
    const { origin, ready, flags } = await this.#startOrigin(node, originArgs, { log, anyPort: demo })
    if (ready === undefined) return this.#explainNoOrigin(origin, originArgs)
    log.openIn(join(ready.data_dir, 'logs'))
    say(overview(ready, originArgs))
    void this.#keepOrigin(origin, ready, () => this.#startOrigin(node, flags, { log, anyPort: false }))
    if (demo) {
      const playing = await startDemo({
        start: (...rest) => this.start(node, ...rest),
        ready,
        say,
        log,
        signal: this.signal,
      })
      if (!playing && !this.signal.aborted) return this.stop(exitCode.failed)
    }
    if (!this.signal.aborted) say('Ctrl-C stops everything.')
  }

  /** With `anyPort`, usual ports that somebody else holds are replaced by free ones: the demo runs whatever else does. */
  async #startOrigin(node, originArgs, { log, anyPort }) {
    const origin = this.start(node, ['origin', ...originArgs, '--print', 'json'], {
      name: 'origin',
      onLog: (line) => log.write('origin', line),
    })
    const ready = await origin.ready(readyDeadlineMs)
    this.#ownNodePid = ready?.node?.pid
    const result = { origin, ready, flags: originArgs }
    if (ready !== undefined || origin.isRunning || !anyPort || this.signal.aborted) return result
    const { code } = await origin.exited
    const free = code === exitCode.unavailable ? await freePortFlags(originArgs) : []
    if (free.length === 0) return result
    say('The demo takes free ports instead.')
    return this.#startOrigin(node, [...originArgs, ...free], { log, anyPort: false })
  }

  /** Starts an origin that crashed again: nodes and viewers do not notice, and the next one finds them. */
  async #keepOrigin(origin, ready, startAgain) {
    const logs = join(ready.data_dir, 'logs')
    let startedAt = performance.now()
    let running = origin
    for (;;) {
      const { code, signal } = await running.exited
      if (this.#stopping !== undefined) return
      if (code === exitCode.ok) return this.stop(exitCode.ok)
      const how = `The origin ended unexpectedly (${signal ?? `exit code ${code}`}; its log is in ${logs})`
      if (performance.now() - startedAt < crashesTooOftenMs) {
        say(`${how}, soon after its start.`)
        return this.stop(code ?? exitCode.failed)
      }
      say(`${how}. Starting it again; what plays goes on playing.`)
      startedAt = performance.now()
      const next = await startAgain()
      if (this.#stopping !== undefined) return
      if (next.ready === undefined) return this.#explainNoOrigin(next.origin, next.flags)
      say(`The origin is back: ${next.ready.sign_in_url}`)
      running = next.origin
    }
  }

  /** Starts a `headwater` command that ends when this does. */
  start(node, args, options) {
    const program = new StartedProgram(node, args, options)
    this.#programs.push(program)
    return program
  }

  /** Installs and builds; @returns the path of the Node to run the programs with */
  async #prepare() {
    if (!isInstalled(root) && !(await installPackages(root, say, this.signal))) {
      process.exit(this.signal.aborted ? exitCode.ok : exitCode.unavailable)
    }
    const node = findNode24(root)
    if (node === undefined) {
      console.error(noNode24(root))
      process.exit(exitCode.unavailable)
    }
    // `headwater origin` builds what it needs too; here it is done in sight of the user, whose terminal shows what fails.
    const build = spawn(
      node,
      [join(root, 'scripts', 'build.mjs'), 'origin', 'node-runtime', 'panel', '--quiet-if-fresh'],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
        signal: this.signal,
      },
    )
    const code = await new Promise((resolve) => {
      build.on('error', () => resolve(exitCode.failed))
      build.on('exit', resolve)
    })
    if (code !== 0) process.exit(this.signal.aborted ? exitCode.ok : exitCode.failed)
    return node
  }

  async #explainNoOrigin(origin, originArgs) {
    if (this.signal.aborted) return
    if (origin.isRunning) {
      say(`The origin was not ready after ${readyDeadlineMs / 1000} s; what it logged is above. Stopping it.`)
      return this.stop(exitCode.failed)
    }
    const { code, signal } = await origin.exited
    if (code === exitCode.alreadyRunning) {
      say('Headwater is already running on this data directory, so nothing was started.')
    } else {
      say(`The origin could not start (${signal ?? `exit code ${code}`}); what it said is above.`)
      if (originArgs.length > 0) say('`npx headwater origin --help` lists the options it takes.')
    }
    return this.stop(code || exitCode.failed)
  }

  #stopOnSignals() {
    onShellGone('start', () => void this.stop(exitCode.ok))
    let first
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(name, () => {
        first ??= performance.now()
        if (performance.now() - first > sameSignalMs) for (const program of this.#programs) program.signal('SIGTERM')
        else void this.stop(exitCode.ok)
      })
    }
  }

  /** Stops everything that was started, then ends this process. */
  async stop(code) {
    this.#stopping ??= this.#stopAll(code)
    await this.#stopping
  }

  async #stopAll(code) {
    this.#aborter.abort()
    const running = this.#programs.filter((program) => program.isRunning)
    if (running.length > 0 && code === exitCode.ok) say('\nStopping ...')
    for (const program of running) program.signal('SIGTERM')
    const deadline = setTimeout(() => {
      for (const program of running) {
        if (program.isRunning) say(`${program.name} did not stop in time and was killed.`)
        program.signal('SIGKILL')
      }
    }, stopDeadlineMs)
    const ends = await Promise.all(running.map((program) => program.exited))
    clearTimeout(deadline)
    // An origin that had to be killed could not stop its own node, which is made to outlive it.
    if (ends.some(({ signal }) => signal === 'SIGKILL')) killIfRunning(this.#ownNodePid)
    process.exit(code)
  }
}

function overview({ url, sign_in_url, join_url, data_dir, node, live_state }, originArgs) {
  const where = originArgs.some((arg) => arg.startsWith('--data-dir')) ? ` --data-dir ${data_dir}` : ''
  const lines = [
    '',
    'Headwater is running.',
    '',
    `  Control panel   ${sign_in_url}`,
    '                  (opens signed in; works once, within an hour)',
    `  Another link    npx headwater origin sign-in-link${where}`,
  ]
  if (node !== null) {
    lines.push(`  Publish to      ${node.rtmp_url}/live/NAME`, `  Watch at        ${node.media_url}/live/NAME.flv`)
  }
  if (join_url !== url) lines.push(`  Nodes join at   ${join_url}`)
  lines.push(`  Data            ${data_dir}`)
  if (live_state === 'memory') lines.push('  Live state      in memory (no redis-server on the PATH; fine for a start)')
  return [...lines, ''].join('\n')
}

function killIfRunning(pid) {
  if (pid === undefined) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

const args = process.argv.slice(2)
if (args.includes('--help') || args.includes('-h')) say(help)
else await new Start().run(args)
