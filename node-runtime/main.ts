/**
 * The node-runtime's program. Its arguments are those of `headwater node` without these two words; see `--help`.
 * Everything else is imported after the arguments are hidden, because they may hold an enrollment token.
 */
import { hiddenArguments } from './hidden-arguments.ts'

const words = process.argv.slice(2)
const hidden = hiddenArguments(words)
if (hidden !== null) process.title = `headwater-node ${hidden}`

/** Whoever read this program's output may be gone; that ends the output, never the media. */
function ignoreLostReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED' || error.code === 'EIO') return
  throw error
}
process.stdout.on('error', ignoreLostReader)
process.stderr.on('error', ignoreLostReader)

const { runNodeCommand } = await import('./commands/node-command.ts')
await runNodeCommand(words)
