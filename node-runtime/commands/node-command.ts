import { Command, CommanderError } from 'commander'
import { exitCode } from '#contract/program-output.ts'
import { programVersion } from '../program-version.ts'
import { joinCommand } from './join.ts'
import { publishCommand } from './publish.ts'
import { rejoinCommand } from './rejoin.ts'
import { runCommand } from './run.ts'
import { statusCommand } from './status.ts'

const EXAMPLES = `
Examples:
  headwater node run --origin http://10.0.0.10:8090 --token-file token.txt
  headwater node status
  headwater node run --help
`

/** `headwater node`: the tree of its commands. */
export function nodeCommand(): Command {
  const program = new Command('headwater node')
    .description('Carry media on this machine for a Headwater cluster.')
    .version(programVersion, '-V, --version')
    .helpCommand(true)
    .showHelpAfterError('(see --help)')
    .addHelpText('after', EXAMPLES)
  const version = new Command('version').description('print the version').action(() => {
    process.stdout.write(`${programVersion}\n`)
  })
  for (const command of [joinCommand(), runCommand(), rejoinCommand(), statusCommand(), publishCommand(), version]) {
    program.addCommand(command)
    command.copyInheritedSettings(program)
  }
  for (const command of [program, ...program.commands]) command.exitOverride()
  return program
}

/** Runs the command line (without `node` and the script); returns when the command is done. */
export async function runNodeCommand(words: readonly string[]): Promise<void> {
  try {
    await nodeCommand().parseAsync([...words], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Help and version were asked for and printed; everything else is a command line that cannot be used.
    process.exitCode = error.exitCode === 0 ? exitCode.ok : exitCode.usage
  }
}
