import type { Socket } from 'node:net'
import { QuicEndpoint } from 'node:quic'
import type { SidecarOrder, SidecarWord } from '#contract/quic-sidecar.ts'
import { openNodeLink } from './node-link.ts'
import { PeerSession, WrongCertificateError } from './peer-session.ts'
import { carryPull } from './pulled-stream.ts'
import { quicAddress } from './session-settings.ts'
import { openSourceEndpoint } from './source-endpoint.ts'

type Start = Extract<SidecarOrder, { do: 'start' }>
type Dial = Extract<SidecarOrder, { do: 'dial' }>

/** Carries the relays of one node over QUIC, in both directions. */
export class Sidecar {
  readonly #start: Start
  #vouched_pem: string | null
  readonly #say: (word: SidecarWord) => void
  /** Connections to sources, open or on the way, by who and where they are. */
  readonly #sessions = new Map<string, Promise<PeerSession>>()
  /** The UDP sockets that connections to sources are made from, by family. */
  readonly #endpoints = new Map<'ipv4' | 'ipv6', QuicEndpoint>()

  constructor(start: Start, say: (word: SidecarWord) => void) {
    this.#start = start
    this.#vouched_pem = start.vouched_pem
    this.#say = say
  }

  /**
   * Serves other nodes.
   * @throws when the port cannot be had
   */
  async listen(): Promise<number> {
    const { address, port, key_pem, certificate_pem } = this.#start
    return await openSourceEndpoint({
      address,
      port,
      identity: { key_pem, certificate_pem },
      vouched: () => this.#vouched_pem,
      openLink: (certificate, from) => this.#openAccepted(certificate, from),
      onTrouble: (event, message) => this.#say({ said: 'log', level: 'warn', event, message }),
    })
  }

  /** Opens a stream to a source, and a link to the node for it; what becomes of it is told. */
  async dial(order: Dial): Promise<void> {
    try {
      const session = await this.#sessionFor(order)
      const stream = await session.openStream()
      const vouched = session.vouched?.toString('base64') ?? null
      const { socket_path, token } = this.#start
      const link = await openNodeLink(socket_path, { kind: 'dialled', token, link: order.link, vouched }).catch(
        (error) => {
          stream.destroy()
          throw error
        },
      )
      carryPull(stream, link).catch((error: unknown) => {
        this.#say({ said: 'log', level: 'warn', event: 'relay.cut', message: messageOf(error) })
      })
    } catch (error) {
      const code = error instanceof WrongCertificateError ? error.code : 'unreachable'
      this.#say({ said: 'dial_failed', link: order.link, code, reason: messageOf(error) })
    }
  }

  /** This node has another certificate of the authority: connections that are open go on, for new streams others are opened. */
  renew(vouched_pem: string | null): void {
    this.#vouched_pem = vouched_pem
    this.#sessions.clear()
  }

  #openAccepted(certificate: Buffer, address: string): Promise<Socket> {
    const { socket_path, token } = this.#start
    return openNodeLink(socket_path, { kind: 'accepted', token, certificate: certificate.toString('base64'), address })
  }

  async #sessionFor(order: Dial): Promise<PeerSession> {
    const { address, port, fingerprint } = order
    const key = `${fingerprint} ${quicAddress(address, port)}`
    const known = this.#sessions.get(key)
    if (known !== undefined) {
      const session = await known
      if (!session.outdated) return session
    }
    const forget = () => {
      if (this.#sessions.get(key) === opening) this.#sessions.delete(key)
    }
    const { key_pem, certificate_pem } = this.#start
    const opening = PeerSession.open({
      endpoint: this.#endpointFor(address.includes(':') ? 'ipv6' : 'ipv4'),
      address,
      port,
      fingerprint,
      identity: { key_pem, certificate_pem, vouched_pem: this.#vouched_pem },
      onClosed: forget,
    })
    this.#sessions.set(key, opening)
    opening.catch(forget)
    return await opening
  }

  #endpointFor(family: 'ipv4' | 'ipv6'): QuicEndpoint {
    const known = this.#endpoints.get(family)
    if (known !== undefined) return known
    const endpoint = new QuicEndpoint({ address: family === 'ipv4' ? '0.0.0.0:0' : '[::]:0' })
    const forget = () => this.#endpoints.delete(family)
    endpoint.closed.then(forget, forget)
    this.#endpoints.set(family, endpoint)
    return endpoint
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
