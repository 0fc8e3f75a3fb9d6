/**
 * `npm run bench:relay [-- options]`: what a node costs and how fast it is, beside nginx-rtmp and Node-Media-Server in the same run.
 * Prints a table of ratios and keeps every run's figures as JSON. It measures and never fails for being slow.
 *
 * The load comes from a bench kit (a folder with relay-bench.sh, flvload and flvpub), by default ../shared/bench.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../bundles.mjs'
import { buildKit, runOnce } from './kit.mjs'
import { measureManyStreams } from './many-streams.mjs'
import { manyStreamsTable, table } from './report.mjs'
import { startServers } from './servers.mjs'

const usage = `npm run bench:relay [-- options]
  --n LIST         subscribers, default 100,1000,3000
  --reps N         runs of each, default 3; they take turns
  --duration S     steady window of a run, default 6
  --only LIST      servers and outputs to measure, of those the table names; default all
  --streams N      many streams at once, each with --viewers viewers; default 200, 0: not
  --viewers N      default 10
  --kit DIR        the bench kit, default ../shared/bench
  --out DIR        where figures and logs are kept, default a new temporary folder
`

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '100,1000,3000' },
    reps: { type: 'string', default: '3' },
    duration: { type: 'string', default: '6' },
    only: { type: 'string' },
    streams: { type: 'string', default: '200' },
    viewers: { type: 'string', default: '10' },
    kit: { type: 'string', default: join(root, '..', 'shared', 'bench') },
    out: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
})
if (values.help) {
  console.log(usage)
  process.exit(0)
}

const out = resolve(values.out ?? mkdtempSync(join(tmpdir(), 'headwater-bench-')))
mkdirSync(out, { recursive: true })
const kit = buildKit(resolve(values.kit), out)
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => stop.abort(new Error('The benchmark was stopped.')))

const servers = await startServers(out, stop.signal)
try {
  const wanted = values.only?.split(',')
  const measured = servers.outputs.filter(({ name }) => wanted === undefined || wanted.includes(name))
  const unknown = wanted?.filter((name) => !servers.outputs.some((output) => output.name === name)) ?? []
  if (unknown.length > 0) {
    const known = servers.outputs.map(({ name }) => name).join(', ')
    throw new Error(`--only does not know ${unknown.join(', ')}. There are: ${known}.`)
  }
  const runs = []
  for (let rep = 1; rep <= Number(values.reps); rep++) {
    for (const n of values.n.split(',').map(Number)) {
      for (const output of measured) {
        const run = await runOnce(kit, output, { n, duration_s: Number(values.duration), out, signal: stop.signal })
        runs.push({ ...run, output: output.name, rep })
        writeFileSync(join(out, 'runs.json'), JSON.stringify(runs, null, 2))
      }
    }
  }
  const streams = Number(values.streams)
  const many =
    streams === 0
      ? null
      : await measureManyStreams(kit, servers, {
          streams,
          viewers: Number(values.viewers),
          duration_s: 10,
          out,
          signal: stop.signal,
        })
  if (many !== null) writeFileSync(join(out, 'many-streams.json'), JSON.stringify(many, null, 2))
  const text = [table(runs, servers.outputs), many === null ? '' : manyStreamsTable(many)].join('\n')
  writeFileSync(join(out, 'report.md'), text)
  console.log(`\n${text}\nEverything measured is in ${out}.`)
} catch (error) {
  if (!stop.signal.aborted) console.error(`The benchmark ended early: ${error.message}`)
  process.exitCode = 1
} finally {
  await servers.stop()
  rmSync(join(out, 'data'), { recursive: true, force: true })
}
