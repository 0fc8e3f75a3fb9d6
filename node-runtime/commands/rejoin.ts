import { resolve } from 'node:path'
import { Command } from 'commander'
import { answerOfNode } from '../agent/local-control.ts'
import { NodeFailure } from '../agent/node-errors.ts'
import { type ParsedOptions, readSettings } from './node-settings.ts'
import { reportFailure } from './report-failure.ts'
import { readTokenFile } from './token-file.ts'

const EXAMPLES = `
Examples:
  echo "$TOKEN" | headwater node rejoin --origin http://10.0.0.20:8090 --token-file -
  echo "$TOKEN" | headwater node rejoin --origin http://10.0.0.20:8090 --token-file - --new-key

The token has to be made for this very node, as runs of the origin do (adopt, rotate the identity). What the node serves
goes on; with --new-key it stops once it has enrolled, and whatever keeps it running starts it under its new key.
`

/** `headwater node rejoin` */
export function rejoinCommand(): Command {
  return new Command('rejoin')
    .description('have the running node enrol again: at an origin that moved or was restored, or under a new key')
    .requiredOption('--origin <url>', 'base URL of the origin')
    .requiredOption('--token-file <file>', 'read the token from a file; - is standard input')
    .option('--new-key', 'under a new key; the node stops then, to be started again')
    .option('--data-dir <directory>', 'data directory of the node')
    .option('--config <file>', 'settings file that names the data directory')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ParsedOptions) => {
      try {
        const origin = String(options.origin)
        const token = await readTokenFile(String(options.tokenFile))
        const { origin: _, ...rest } = options
        const data_dir = resolve(readSettings('join', rest, null).data_dir)
        const new_key = options.newKey === true
        const answer = await answerOfNode(data_dir, { do: 'rejoin', origin, token, new_key })
        if (!answer.ok) throw new NodeFailure('enrollment_refused', answer.error, null)
        const { node_id, cluster_id, name } = answer.status
        process.stdout.write(`${JSON.stringify({ program: 'node', node_id, cluster_id, name, data_dir, new_key })}\n`)
      } catch (error) {
        process.exitCode = reportFailure(error)
      }
    })
}
