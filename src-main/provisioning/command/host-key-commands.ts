import type { Command } from 'commander'
import { z } from 'zod'
import { type KnownHostKey, knownHostKeySchema } from '#contract/host-key.ts'
import { exitCode } from '#contract/program-output.ts'
import { readAddress, readFingerprint } from '../check-command.ts'
import { type BoxAddress, formatAddress } from '../ssh-address.ts'
import { act, type Local } from './run-action.ts'
import { type RunFlags, withOriginFlags } from './run-flags.ts'
import { clean } from './run-text.ts'

const keysSchema = z.object({ items: z.array(knownHostKeySchema) })

/** Adds what is known of boxes' host keys to `headwater edge`: host-keys, forget-host-key, replace-host-key. */
export function registerHostKeyCommands(edge: Command, local: Local): void {
  const add = (usage: string, description: string) => withOriginFlags(edge.command(usage).description(description))
  const path = ({ host, port }: BoxAddress) => `/api/v1/host-keys/${encodeURIComponent(host)}/${port ?? 22}`
  add('host-keys', 'list the host keys that machines are known by').action((flags: RunFlags) =>
    act(flags, local, async (client) => {
      const { items } = await client.ask('GET', '/api/v1/host-keys', keysSchema)
      return told(items, flags)
    }),
  )
  add('forget-host-key', 'forget the host keys of a machine; who logs in next compares them anew')
    .argument('<host>', 'the machine, as SSH reaches it: HOST or HOST:PORT', readAddress)
    .action((at: BoxAddress, flags: RunFlags) =>
      act(flags, local, async (client) => told((await client.ask('DELETE', path(at), keysSchema)).items, flags)),
    )
  add('replace-host-key', 'say by which host key a machine is known from now on, in place of all before')
    .argument('<host>', 'the machine, as SSH reaches it: HOST or HOST:PORT', readAddress)
    .argument('<SHA256:...>', 'the key, as you compared it on the machine itself', readFingerprint)
    .option('--algorithm <name>', 'kind of the key', 'ssh-ed25519')
    .addHelpText('after', help)
    .action((at: BoxAddress, fingerprint: string, flags: RunFlags & { readonly algorithm: string }) =>
      act(flags, local, async (client) => {
        const body = { fingerprint, algorithm: flags.algorithm }
        return told((await client.ask('PUT', path(at), keysSchema, body)).items, flags)
      }),
    )
}

function told(items: readonly KnownHostKey[], { json }: RunFlags): number {
  const lines = items.map(({ host, port, algorithm, fingerprint, confirmed_at, confirmed_by }) =>
    [formatAddress(host, port).padEnd(24), algorithm.padEnd(20), fingerprint, confirmed_at, confirmed_by].join('  '),
  )
  process.stdout.write(json ? `${JSON.stringify(items)}\n` : lines.map((line) => `${clean(line)}\n`).join(''))
  return exitCode.ok
}

const help = `
Only for a machine that you know was installed anew, or before it is logged in to for the first time. On the machine:
for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf "$f"; done

Example:
  $ headwater edge replace-host-key 203.0.113.5 SHA256:4o8c3sPTLzTQ8AyE...`
