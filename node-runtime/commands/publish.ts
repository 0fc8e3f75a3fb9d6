import { Command } from 'commander'
import { exitCode } from '#contract/program-output.ts'
import { openProgramLog } from '../program-log.ts'
import { publishFile } from '../protocols/rtmp/publish-file.ts'
import type { ParsedOptions } from './node-settings.ts'
import { reportFailure } from './report-failure.ts'

const EXAMPLES = `
Examples:
  headwater node publish clip.flv rtmp://127.0.0.1:1935/live/test
  headwater node publish clip.flv rtmp://10.0.0.10/live/test --loop
`

/** `headwater node publish` */
export function publishCommand(): Command {
  return new Command('publish')
    .description('publish an FLV file in real time, as an encoder would')
    .argument('<file>', 'an FLV file')
    .argument('<url>', 'rtmp://host[:port]/app/name, or rtmps://')
    .option('--loop', 'begin again at the end, and connect again when the connection is lost')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, url: string, options: ParsedOptions) => {
      const interrupted = new AbortController()
      const onSignal = () => {
        if (interrupted.signal.aborted) process.exit(exitCode.ok)
        interrupted.abort()
      }
      for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, onSignal)
      const { log } = openProgramLog({ level: 'info', out: process.stderr, pretty: process.stderr.isTTY === true })
      try {
        await publishFile({ file, url, loop: options.loop === true, log, signal: interrupted.signal })
        process.exitCode = exitCode.ok
      } catch (error) {
        process.exitCode = reportFailure(error)
      }
      process.exit()
    })
}
