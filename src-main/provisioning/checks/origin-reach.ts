import { isIP } from 'node:net'
import { say } from '#contract/sentence.ts'
import type { Box } from '../box.ts'
import { block, type Check, pass, warn } from '../check.ts'
import { type ReadCommands, shellWord } from '../read-script.ts'

/** What came of asking the origin from the box. */
export interface OriginReachFacts {
  readonly url: string
  /** loopback: the URL means the box itself there, nothing was tried. no_tool: nothing there to try with. */
  readonly result: 'answered' | 'connected' | 'failed' | 'loopback' | 'no_tool'
  /** With what it was tried; null: it was not. */
  readonly tool: 'curl' | 'wget' | 'bash' | null
  /** What the tool said where it failed, one line. */
  readonly said: string
}

const SECONDS = 6

/** Commands that ask the origin with each tool the box may have. */
export function reachCommands(url: URL): ReadCommands {
  const health = shellWord(new URL('/health', url).href)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  const has = (tool: string) => `command -v ${tool} >/dev/null || exit 127`
  return {
    curl: `${has('curl')}; curl -sS -o /dev/null -m ${SECONDS} ${health}`,
    wget: `${has('wget')}; wget -q -O /dev/null -T ${SECONDS} -t 1 ${health}`,
    bash: `${has('bash')}; ${has('timeout')}; timeout ${SECONDS} bash -c 'exec 3<>"/dev/tcp/$0/$1"' ${shellWord(host)} ${shellWord(port)}`,
  }
}

/** Whether an address means the machine it is used on. */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  return (isIP(host) === 4 && host.startsWith('127.')) || host === '::1' || host === '0.0.0.0' || host === '::'
}

/** Asks for a URL from the box with the first tool that is there. */
export async function reachFromBox(box: Box, base_url: string, signal: AbortSignal): Promise<OriginReachFacts> {
  const url = new URL(base_url)
  const facts = (result: OriginReachFacts['result'], tool: OriginReachFacts['tool'], said = '') => ({
    url: base_url,
    result,
    tool,
    said,
  })
  if (isLoopbackHost(url.hostname)) return facts('loopback', null)
  const commands = reachCommands(url)
  // One tool after the other, so that a silent firewall costs one deadline and not three.
  for (const tool of ['curl', 'wget', 'bash'] as const) {
    const outputs = await box.readSlowly({ [tool]: commands[tool] ?? 'exit 127' }, signal)
    const output = outputs.get(tool)
    if (output === undefined || output.exit_code === 127) continue
    const lastLine = output.text.split('\n').at(-1)?.slice(0, 200) ?? ''
    if (output.exit_code === 0) return facts(tool === 'bash' ? 'connected' : 'answered', tool, lastLine)
    // wget 8: the server answered with an error status, so it was reached.
    if (tool === 'wget' && output.exit_code === 8) return facts('answered', tool, lastLine)
    return facts('failed', tool, output.exit_code === 124 ? 'no answer in time' : lastLine)
  }
  return facts('no_tool', null)
}

/** Whether the box reaches the origin: a node dials its origin, never the other way round. null: no URL was given. */
export const originReachCheck: Check<OriginReachFacts | null> = {
  id: 'network.origin',
  title: 'Way to the origin',
  look: async (box, { origin_url }, signal) =>
    origin_url === null ? null : await reachFromBox(box, origin_url, signal),
  judge(facts) {
    if (facts === null) return pass(say`Not looked at: no address of the origin was given.`)
    const { url, result, said } = facts
    switch (result) {
      case 'answered':
        return pass(say`The origin answers at ${url}.`)
      case 'connected':
        return pass(say`Something accepts connections at ${url}; no tool on the box to ask who (curl, wget).`)
      case 'loopback':
        return warn(
          say`The origin’s address ${url} means the box itself there: other machines cannot reach this origin.`,
          say`Let the origin listen on a network address: headwater origin --host 0.0.0.0 (or name one with --advertise-host).`,
        )
      case 'no_tool':
        return warn(
          say`Could not be tried: the box has neither curl, wget nor bash.`,
          say`From the box, open ${url}/health by other means.`,
        )
      case 'failed':
        if (/resolv|name or service not known|unknown host/i.test(said)) {
          return block(
            say`The box does not know the name ${new URL(url).hostname} (${said}).`,
            say`Mend name resolution on the box (/etc/resolv.conf, resolvectl status), or let the origin be known by an address (--advertise-host).`,
          )
        }
        return block(
          say`The box does not reach the origin at ${url}${said === '' ? '' : ` (${said})`}.`,
          say`Open that port in the firewalls of this computer and its router, or give the origin an address the box can reach (--advertise-host).`,
        )
      default:
        return result satisfies never
    }
  },
}

/** What came of asking the origin over TLS. */
export interface OriginTlsFacts {
  readonly url: string
  /** own: one of the origin's authorities vouches for it; public: one that the box knows does; untrusted: nobody; plain: no TLS there. */
  readonly result: 'own' | 'public' | 'untrusted' | 'plain' | 'failed'
  readonly said: string
}

/** Asks the origin over TLS, trusting the given certificates only, or those that the box trusts where there are none. */
export function tlsCommand(url: URL, authorities: readonly string[]): string {
  const target = shellWord(url.href)
  const ask = `command -v curl >/dev/null || exit 127\ncurl -sS -o /dev/null -m ${SECONDS} ${authorities.length === 0 ? '' : '--cacert /dev/fd/3 '}${target}`
  // Certificates are no secret; what is written on their account is a pipe and no file.
  return authorities.length === 0 ? ask : `${ask} 3<<'HEADWATER-END'\n${authorities.join('\n').trim()}\nHEADWATER-END`
}

/**
 * Whether TLS gets through to the origin as it is, with its own authority pinned: a box that something stands in front of would be
 * shown other certificates. null: not looked at.
 */
export const originTlsCheck: Check<OriginTlsFacts | null> = {
  id: 'network.origin_tls',
  title: 'TLS to the origin',
  async look(box, { origin_url, origin_authorities = [] }, signal) {
    if (origin_url === null || origin_authorities.length === 0) return null
    const origin = new URL(origin_url)
    if (isLoopbackHost(origin.hostname)) return null
    const url = new URL('/health', origin)
    url.protocol = 'https:'
    const ask = async (authorities: readonly string[]) =>
      (await box.readSlowly({ tls: tlsCommand(url, authorities) }, signal)).get('tls')
    const own = await ask(origin_authorities)
    const said = own?.text.split('\n').at(-1)?.slice(0, 200) ?? ''
    const facts = (result: OriginTlsFacts['result']) => ({ url: url.origin, result, said })
    // curl(1), EXIT CODES: 35 no TLS, 60 not trusted, 77 certificates could not be read.
    switch (own?.exit_code) {
      case 0:
        return facts('own')
      case undefined:
      case 77:
      case 127:
        return null
      case 35:
        return facts('plain')
      case 60:
        return facts((await ask([]))?.exit_code === 0 ? 'public' : 'untrusted')
      default:
        return facts('failed')
    }
  },
  judge(facts) {
    if (facts === null) return pass(say`Not looked at.`)
    const { url, result, said } = facts
    switch (result) {
      case 'own':
        return pass(say`${url} shows a certificate of the origin’s own authority.`)
      case 'public':
        return pass(say`${url} shows a certificate that the box trusts.`)
      case 'untrusted':
        return block(
          say`${url} shows the box a certificate that neither the origin’s authority nor any other one vouches for.`,
          say`Something stands in between and opens TLS: a proxy, or somebody. Let the box reach the origin without it.`,
        )
      case 'plain':
        return warn(
          say`There is no TLS at ${url}, seen from the box.`,
          say`A proxy in between takes it away, or the origin’s port is another one.`,
        )
      case 'failed':
        return warn(
          say`TLS to ${url} was not agreed on${said === '' ? '' : ` (${said})`}.`,
          say`See the way to the origin, above.`,
        )
      default:
        return result satisfies never
    }
  },
}
