import { say } from '#contract/sentence.ts'
import { type Check, pass, warn } from '../check.ts'

/** Programs that serve the web, or media, by the names that processes have. */
const WEB = ['nginx', 'apache2', 'httpd', 'caddy', 'haproxy', 'traefik', 'lighttpd', 'envoy']
const MEDIA = [
  ...[
    'mediamtx',
    'srs',
    'livekit-server',
    'janus',
    'icecast2',
    'restreamer',
    'red5',
    'wowza',
    'nimble',
    'ovenmediaengine',
  ],
  ...['rtsp-simple-se', 'ant-media-serve', 'owncast', 'simple-rtmp-ser', 'liquidsoap', 'flussonic'],
]

/** Names of programs of interest that run there. */
export interface ServicesFacts {
  readonly web: readonly string[]
  readonly media: readonly string[]
}

/** Reads `ps -e -o comm=`, or the names in /proc; the kernel cuts them at 15 characters. */
export function knownServices(text: string): ServicesFacts {
  const running = new Set(text.split('\n').map((line) => line.trim().toLowerCase()))
  const among = (names: readonly string[]) => names.filter((name) => running.has(name.slice(0, 15)))
  return { web: among(WEB), media: among(MEDIA) }
}

/** Whether other servers run there that want the same ports, processors or network. */
export const otherServicesCheck: Check<ServicesFacts> = {
  id: 'network.services',
  title: 'Other servers',
  async look(box, _plan, signal) {
    const outputs = await box.read({ names: 'cat /proc/[0-9]*/comm' }, signal)
    return knownServices(outputs.get('names')?.text ?? '')
  },
  judge({ web, media }) {
    if (media.length > 0) {
      return warn(
        say`${media.join(', ')} runs there: another media server.`,
        say`It shares processors and network with the node, and may want the same ports (1935, 8080). Stop it, or give the node other ports.`,
      )
    }
    return pass(
      web.length === 0
        ? say`No other server runs there.`
        : say`${web.join(', ')} runs there, which does no harm as long as the ports differ.`,
    )
  },
}
