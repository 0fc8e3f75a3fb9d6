import { Command, Option } from 'commander'
import { exitCode } from '#contract/program-output.ts'
import { openProgramLog } from '../program-log.ts'
import { joinCluster } from '../start-node.ts'
import { addSettings, type ParsedOptions, readSettings } from './node-settings.ts'
import { reportFailure } from './report-failure.ts'
import { readTokenFile } from './token-file.ts'

/** How long an origin that cannot be reached is tried, in ms. */
const PATIENCE_MS = 30_000

const EXAMPLES = `
Examples:
  headwater node join --origin http://10.0.0.10:8090 --token enroll_... --name edge-1
  headwater node join --origin https://origin.example.com --token-file token.txt
  echo "$TOKEN" | headwater node join --origin https://origin.example.com --token-file -

The control panel makes tokens under Nodes, Add a node. Joining again with a new token is allowed.
`

/** `headwater node join` */
export function joinCommand(): Command {
  const command = new Command('join')
    .description('join a cluster: enrol this machine and keep its identity, without running the node')
    .addOption(
      new Option('--print <format>', 'what is printed when it has joined').choices(['text', 'json']).default('text'),
    )
    .addHelpText('after', EXAMPLES)
  return addSettings(command, 'join').action(async (options: ParsedOptions) => {
    const interrupted = new AbortController()
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => interrupted.abort())
    try {
      await join(options, interrupted.signal)
    } catch (error) {
      process.exitCode = interrupted.signal.aborted ? exitCode.failed : reportFailure(error)
    }
    process.exit()
  })
}

async function join(options: ParsedOptions, signal: AbortSignal): Promise<void> {
  const token = typeof options.tokenFile === 'string' ? await readTokenFile(options.tokenFile) : null
  const config = readSettings('join', options, token)
  const { log } = openProgramLog({
    level: config.log.level,
    out: process.stderr,
    pretty: process.stderr.isTTY === true,
  })
  const { enrolled, data_dir, already } = await joinCluster(config, { log, signal, patience_ms: PATIENCE_MS })
  const { credential: _secret, ...known } = enrolled
  if (options.print === 'json') {
    process.stdout.write(`${JSON.stringify({ program: 'node', ...known, data_dir })}\n`)
    return
  }
  const what = already ? 'is already a member of' : 'joined'
  const directory = options.dataDir === undefined ? '' : ` --data-dir ${data_dir}`
  process.stdout.write(
    [
      `This machine ${what} cluster ${enrolled.cluster_id} as ${enrolled.name} (origin ${enrolled.origin}).`,
      'Run it with:',
      `  headwater node run${directory}`,
      '',
    ].join('\n'),
  )
}
