import { text } from 'node:stream/consumers'
import { type Command, InvalidArgumentError } from 'commander'
import { exitCode } from '#contract/program-output.ts'
import { UsageError } from '../check-command.ts'
import type { ApiMethod } from './origin-client.ts'
import { act, type Local } from './run-action.ts'
import { type RunFlags, withOriginFlags } from './run-flags.ts'

interface ApiFlags extends RunFlags {
  readonly data?: string
}

/** Adds `headwater api`: whatever the panel does, as a command, without looking for a key where the origin runs. */
export function registerApiCommand(program: Command, local: Local): void {
  withOriginFlags(program.command('api').description('ask the API of an origin, and print what it answers'))
    .argument('<method>', 'GET, POST, PUT, PATCH or DELETE', readMethod)
    .argument('<path>', 'path and query, such as /api/v1/nodes', readPath)
    .option('--data <json>', 'what is sent; - reads it from standard input, which is where secrets belong')
    .addHelpText('after', help)
    .action((method: ApiMethod, path: string, flags: ApiFlags) =>
      act(flags, local, async (client) => {
        if (method === 'GET' && flags.data !== undefined) throw new UsageError('GET sends no --data.')
        const body = flags.data === undefined ? undefined : readJson(await typedOr(flags.data))
        process.stdout.write(pretty(await client.text(method, path, body)))
        return exitCode.ok
      }),
    )
}

const typedOr = async (data: string): Promise<string> => (data === '-' ? await text(process.stdin) : data)

function readMethod(typed: string): ApiMethod {
  const method = typed.toUpperCase()
  if (method === 'GET' || method === 'POST' || method === 'PUT' || method === 'PATCH' || method === 'DELETE') {
    return method
  }
  throw new InvalidArgumentError('It is one of GET, POST, PUT, PATCH and DELETE.')
}

function readPath(typed: string): string {
  if (typed.startsWith('/api/')) return typed
  throw new InvalidArgumentError('It begins with /api/, such as /api/v1/nodes; /api/docs of the origin has all.')
}

/** What it is not is said without it: there may be a secret in it. */
function readJson(typed: string): unknown {
  const read = jsonIn(typed)
  if (read !== undefined) return read.value
  throw new UsageError('--data is no JSON. In a shell it stands in single quotes: --data \'{"reason": "a new disk"}\'')
}

/** Answers are JSON but for files and metrics, which stay as they are. */
function pretty(answer: string): string {
  const read = jsonIn(answer)
  return read === undefined ? answer : `${JSON.stringify(read.value, null, 2)}\n`
}

function jsonIn(said: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(said) }
  } catch {
    return undefined
  }
}

const help = `
On the machine of the origin it finds that by its data directory, and makes a key that ends with the command. Elsewhere name
both --origin-api and --api-key-file.

Examples:
  $ headwater api GET '/api/v1/activity?text=edge-1&limit=5'
  $ headwater api POST /api/v1/nodes/5f0c1f5e-8f7c-4f2e-9a51-0d6a3a0f7b11/drain --data '{"deadline": "15m"}'`
