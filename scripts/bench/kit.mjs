import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Until a server that was just started is measured: its hot paths are compiled by then. In seconds. */
const prewarm_s = 6
const ramp_per_s = 250

/**
 * Compiles the load generator.
 * @returns {{ script: string, bin: string }} the kit's script and the folder of its programs
 */
export function buildKit(folder, out) {
  const script = join(folder, 'relay-bench.sh')
  if (!existsSync(script)) {
    throw new Error(`There is no bench kit in ${folder} (no relay-bench.sh). Name its folder with --kit.`)
  }
  const bin = join(out, 'bin')
  mkdirSync(bin, { recursive: true })
  const { status, stderr } = spawnSync('make', ['-s', '-C', folder, `BIN=${bin}`, 'all'], { encoding: 'utf8' })
  if (status !== 0)
    throw new Error(`The load generator was not compiled (it needs make and a C compiler): ${stderr ?? ''}`)
  return { script, bin }
}

/**
 * One run of one output: a fresh server on one core, the load on another.
 * @returns {Promise<object>} the load generator's line of figures
 */
export async function runOnce({ script, bin }, output, { n, duration_s, out, signal }) {
  const label = output.name.replaceAll(/[^a-z0-9]+/gi, '-')
  const lines = join(out, `${label}.last.jsonl`)
  rmSync(lines, { force: true })
  const args = [
    ...['--name', label, '--server', output.server, '--publish', output.publish, '--play', output.play],
    ...['--n', String(n), '--reps', '1', '--duration', String(duration_s), '--ramp', String(ramp_per_s)],
    ...['--prewarm', String(prewarm_s), '--out', lines],
    ...(output.aux === undefined ? [] : ['--aux', output.aux]),
  ]
  await new Promise((resolve, reject) => {
    const child = spawn('bash', [script, ...args], {
      cwd: out,
      env: { ...process.env, BENCH_WORK: bin },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    })
    const onAbort = () => process.kill(-child.pid, 'SIGTERM')
    signal.addEventListener('abort', onAbort, { once: true })
    child.stderr.on('data', (text) => process.stderr.write(text))
    child.once('error', reject)
    child.once('close', () => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    })
  })
  signal.throwIfAborted()
  if (!existsSync(lines))
    throw new Error(`${output.name} did not come up; its log is ${join(bin, `${label}.server.log`)}.`)
  const runs = readFileSync(lines, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"'))
    .map((line) => JSON.parse(line))
  const quiet = runs.findLast(({ foreign_cpu_s, steady_s }) => foreign_cpu_s / steady_s <= 0.3)
  return quiet ?? runs.at(-1)
}
