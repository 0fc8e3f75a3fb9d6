import { resolve } from 'node:path'
import { Command } from 'commander'
import type { NodeStatus } from '#contract/local-control.ts'
import { answerOfNode } from '../agent/local-control.ts'
import { NodeFailure } from '../agent/node-errors.ts'
import { type ParsedOptions, readSettings } from './node-settings.ts'
import { reportFailure } from './report-failure.ts'

const EXAMPLES = `
Examples:
  headwater node status
  headwater node status --json --data-dir ./edge

Ends with code 0 when a node runs on the data directory, with 69 when none does.
`

/** `headwater node status` */
export function statusCommand(): Command {
  return new Command('status')
    .description('say how the node on this machine is')
    .option('--data-dir <directory>', 'data directory of the node')
    .option('--config <file>', 'settings file that names the data directory')
    .option('--json', 'print everything as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ParsedOptions) => {
      try {
        const data_dir = resolve(readSettings('join', options, null).data_dir)
        const status = await statusOf(data_dir)
        process.stdout.write(options.json === true ? `${JSON.stringify(status)}\n` : describe(status))
      } catch (error) {
        process.exitCode = reportFailure(error)
      }
    })
}

async function statusOf(data_dir: string): Promise<NodeStatus> {
  const answer = await answerOfNode(data_dir, { do: 'status' })
  if (answer.ok) return answer.status
  throw new NodeFailure('not_running', `A node holds ${data_dir}, but does not say how it is.`, 'See its log.')
}

function describe(status: NodeStatus): string {
  const { origin, mode, streams } = status
  const since = new Date(origin.since).toLocaleString()
  const reason = mode?.reason ? ` (${mode.reason})` : ''
  const lines = [
    `Node ${status.name ?? '(not enrolled yet)'} is ${status.state}, process ${status.pid}, version ${status.version}`,
    `  id         ${status.node_id ?? '-'}`,
    `  cluster    ${status.cluster_id ?? '-'}`,
    `  data       ${status.data_dir}`,
    `  origin     ${origin.url ?? '-'}: ${origin.connected ? 'connected' : 'away'} since ${since}${origin.error === null ? '' : ` (${origin.error})`}`,
    `  mode       ${mode === null ? 'not said yet' : `${mode.value}, set by ${mode.set_by}${reason}`}`,
    `  publish    ${status.rtmp_url ?? '-'}`,
    `  play       ${status.media_url ?? '-'}`,
    `  threads    ${threadsOf(status)}`,
    `  streams    ${streams.length === 0 ? 'none' : ''}`,
    ...streams.map(
      ({ stream_path, from, subscribers, relays_out, bitrate_kbps }) =>
        `    ${stream_path}  from ${from}, ${subscribers} viewers, ${relays_out} relays to other nodes, ${bitrate_kbps} kbit/s`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

function threadsOf({ threads }: NodeStatus): string {
  if (!threads) return '-'
  const { main, workers, most, note } = threads
  const others = workers.map(({ number, subscribers }) => `, worker ${number} with ${subscribers}`).join('')
  const more = note ?? (workers.length < most ? `up to ${most} workers as the load asks for them` : null)
  return `main with ${main.subscribers} viewers${others}${more === null ? '' : ` (${more})`}`
}
