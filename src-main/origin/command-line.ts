import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { ConfigError } from '#contract/config-layers.ts'
import { exitCode } from '#contract/program-output.ts'
import { registerEdgeCommands } from '../provisioning/check-command.ts'
import { registerApiCommand } from '../provisioning/command/api-command.ts'
import { registerRunCommands } from '../provisioning/command/run-commands.ts'
import { failureText } from './failure-text.ts'
import { localOrigin } from './local-origin.ts'
import { registerOriginCommands } from './origin-commands.ts'
import { OriginError } from './origin-error.ts'
import { originVersion } from './origin-version.ts'

/** The command line of the origin: `headwater origin`, `headwater origin sign-in-link`, `headwater edge`, `headwater api`, `headwater version`. */
function commandLine(): Command {
  const program = new Command('headwater')
    .description('Headwater: the control room of a small live-streaming cluster.')
    .showHelpAfterError('(--help tells what there is)')
    .exitOverride()
  registerOriginCommands(program, {
    node_program: join(import.meta.dirname, '..', 'node-runtime', 'main.js'),
    panel_dir: [join(import.meta.dirname, '..', 'panel')].find((dir) => existsSync(join(dir, 'index.html'))) ?? null,
  })
  registerRunCommands(registerEdgeCommands(program), localOrigin)
  registerApiCommand(program, localOrigin)
  program
    .command('version')
    .description('print the version')
    .addHelpText('after', '\nExample:\n  $ headwater version')
    .action(() => {
      process.stdout.write(`${originVersion}\n`)
    })
  return program
}

/** The exit code of whatever ended the program, after saying what it was. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage
  process.stderr.write(failureText(error))
  if (error instanceof ConfigError) return exitCode.config
  return error instanceof OriginError ? error.exit_code : exitCode.failed
}

try {
  await commandLine().parseAsync(process.argv.slice(2), { from: 'user' })
} catch (error) {
  process.exit(explain(error))
}
