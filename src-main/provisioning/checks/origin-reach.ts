import { isIP } from 'node:net'
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

/** Whether the box reaches the origin: a node dials its origin, never the other way round. null: no URL was given. */
export const originReachCheck: Check<OriginReachFacts | null> = {
  id: 'network.origin',
  title: 'Way to the origin',
  async look(box, plan, signal) {
    if (plan.origin_url === null) return null
    const url = new URL(plan.origin_url)
    const facts = (result: OriginReachFacts['result'], tool: OriginReachFacts['tool'], said = '') => ({
      url: plan.origin_url ?? '',
      result,
      tool,
      said,
    })
    if (isLoopbackHost(url.hostname)) return facts('loopback', null)
    const commands = reachCommands(url)
    // One tool after the other, so that a silent firewall costs one deadline and not three.
    for (const tool of ['curl', 'wget', 'bash'] as const) {
      const outputs = await box.read({ [tool]: commands[tool] ?? 'exit 127' }, signal)
      const output = outputs.get(tool)
      if (output === undefined || output.exit_code === 127) continue
      const lastLine = output.text.split('\n').at(-1)?.slice(0, 200) ?? ''
      if (output.exit_code === 0) return facts(tool === 'bash' ? 'connected' : 'answered', tool, lastLine)
      // wget 8: the server answered with an error status, so it was reached.
      if (tool === 'wget' && output.exit_code === 8) return facts('answered', tool, lastLine)
      return facts('failed', tool, output.exit_code === 124 ? 'no answer in time' : lastLine)
    }
    return facts('no_tool', null)
  },
  judge(facts) {
    if (facts === null) return pass('Not looked at: no address of the origin was given.')
    const { url, result, said } = facts
    switch (result) {
      case 'answered':
        return pass(`The origin answers at ${url}.`)
      case 'connected':
        return pass(`Something accepts connections at ${url}; no tool on the box to ask who (curl, wget).`)
      case 'loopback':
        return warn(
          `The origin’s address ${url} means the box itself there: other machines cannot reach this origin.`,
          'Let the origin listen on a network address: headwater origin --host 0.0.0.0 (or name one with --advertise-host).',
        )
      case 'no_tool':
        return warn(
          'Could not be tried: the box has neither curl, wget nor bash.',
          `From the box, open ${url}/health by other means.`,
        )
      case 'failed':
        return block(
          `The box does not reach the origin at ${url}${said === '' ? '' : ` (${said})`}.`,
          'Open that port in the firewalls of this computer and its router, or give the origin an address the box can reach (--advertise-host).',
        )
      default:
        return result satisfies never
    }
  },
}
