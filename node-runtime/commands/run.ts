import { Command, Option } from 'commander'
import { exitCode } from '#contract/program-output.ts'
import { hasJoined } from '../agent/identity.ts'
import { openProgramLog } from '../program-log.ts'
import { type RunningNode, startNode } from '../start-node.ts'
import { addSettings, type ParsedOptions, readSettings } from './node-settings.ts'
import { reportFailure } from './report-failure.ts'
import { readTokenFile, readTokenFileIfThere } from './token-file.ts'

/** A stop in order may take so long, then connections are closed at once, and then the program ends whatever is left, in ms. */
const ORDERLY_STOP_MS = 3_000
const LONGEST_STOP_MS = 4_500

const EXAMPLES = `
Examples:
  Join a cluster and run (the token is needed the first time only):
    headwater node run --origin http://10.0.0.10:8090 --token-file token.txt --name edge-1
  Run again later, with the identity it has:
    headwater node run
  For scripts: free ports, and one line of JSON when it serves:
    headwater node run --origin URL --token-file - --data-dir ./edge --rtmp-port 0 --media-port 0 --print json

Settings come from headwater.yaml (section node), HEADWATER_NODE_* variables and flags; the later ones win.
Stop it with Ctrl+C or SIGTERM: publishers and viewers are told; a second signal ends it at once.
`

/** `headwater node run` */
export function runCommand(): Command {
  const command = new Command('run')
    .description('run a node: take publishers, relay from other nodes, serve viewers')
    .addOption(
      new Option('--print <format>', 'what is printed when the node serves').choices(['text', 'json']).default('text'),
    )
    .addHelpText('after', EXAMPLES)
  return addSettings(command, 'run').action(async (options: ParsedOptions) => {
    const stopping = new AbortController()
    const forced = new AbortController()
    const onSignal = () => {
      if (stopping.signal.aborted) process.exit(exitCode.ok)
      stopping.abort()
      setTimeout(() => forced.abort(), ORDERLY_STOP_MS).unref()
      setTimeout(() => process.exit(exitCode.ok), LONGEST_STOP_MS).unref()
    }
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, onSignal)
    try {
      process.exitCode = await run(options, stopping.signal, forced.signal)
    } catch (error) {
      process.exitCode = stopping.signal.aborted ? exitCode.ok : reportFailure(error)
    }
    process.exit()
  })
}

async function run(options: ParsedOptions, stopping: AbortSignal, forced: AbortSignal): Promise<number> {
  const { tokenFile: token_file } = options
  const token = typeof token_file === 'string' ? await readTokenFileIfThere(token_file) : null
  const config = readSettings('run', options, token)
  // Without one a node that has joined runs on; one that has not would only hear that it needs a token.
  if (typeof token_file === 'string' && token === null && !hasJoined(config.data_dir)) await readTokenFile(token_file)
  const { log, kept, onTrouble } = openProgramLog({
    level: config.log.level,
    out: process.stderr,
    pretty: process.stderr.isTTY === true,
  })
  const node = await startNode(config, { log, kept_log: kept, onTrouble, signal: stopping })
  announce(node, options.print === 'json')
  const stopped = Promise.withResolvers<null>()
  if (stopping.aborted) stopped.resolve(null)
  stopping.addEventListener('abort', () => stopped.resolve(null), { once: true })
  const failure = await Promise.race([node.finished, stopped.promise])
  log.info({ event: 'node.stopping' }, failure === null ? 'stopping' : `stopping: ${failure.message}`)
  await node.stop(AbortSignal.any([forced, failure === null ? forced : AbortSignal.timeout(ORDERLY_STOP_MS)]))
  log.info({ event: 'node.stopped' }, 'stopped')
  return failure === null ? exitCode.ok : reportFailure(failure)
}

function announce({ ready }: RunningNode, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(ready)}\n`)
    return
  }
  const origin = ready.connected
    ? `connected to ${ready.origin}`
    : `${ready.origin} is away; serving on what is known, and dialling again`
  process.stdout.write(
    [
      `Node ${ready.name} of cluster ${ready.cluster_id} serves (${origin}).`,
      `  publish: ${ready.rtmp_url}/live/NAME`,
      `  play:    ${ready.media_url}/live/NAME.flv`,
      '',
    ].join('\n'),
  )
}
