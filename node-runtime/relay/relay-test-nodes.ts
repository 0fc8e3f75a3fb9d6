import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect as connectTcp, createServer, type Server, type Socket } from 'node:net'
import { pino } from 'pino'
import type { MediaConfig } from '#contract/config.ts'
import { defaultRelayLimits, type Peer, type RelayLimits } from '#contract/control-channel.ts'
import type { ClusterId, Fingerprint, NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import { makeNodeCertificate } from '../agent/node-certificate.ts'
import type { LiveStream } from '../media/live-stream.ts'
import { audioConfig, videoConfig, videoUnit } from '../media/media-fixtures.ts'
import { StreamDirectory } from '../media/stream-directory.ts'
import type { SubscriberEnd } from '../media/subscriber-sink.ts'
import type { MediaUnit } from '../media/unit.ts'
import { encodeAmf } from '../protocols/flv/amf0.ts'
import { flvPackager } from '../protocols/flv/from-stream.ts'
import { FlvDemuxer } from '../protocols/flv/to-stream.ts'
import type { LocateAnswer } from './locate-source.ts'
import { NodeTrust } from './node-trust.ts'
import { QuicSidecar } from './quic/quic-sidecar.ts'
import { fingerprintOf, keyFingerprintOf, type PeerBook, proofOf, type RelayIdentity } from './relay-identity.ts'
import { RelayResolver } from './relay-resolver.ts'
import { RelaySource } from './relay-source.ts'
import type { RelayPolicy } from './relay-step.ts'
import type { IssueWish, TestAuthority } from './relay-test-authority.ts'
import { RelayTransports } from './relay-transports.ts'
import { writeControl } from './relay-wire.ts'

const log = pino({ level: process.env.RELAY_TEST_LOG ?? 'silent' })
export const path = 'live/test' as StreamPath
export const never = new AbortController().signal
const undo: (() => unknown)[] = []

/** Ends everything that was started since the last call; for `afterEach`. */
export async function endAll(): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step()
}

export async function testIdentity(): Promise<RelayIdentity> {
  const made = await makeNodeCertificate()
  return { ...made, fingerprint: fingerprintOf(new X509Certificate(made.certificate_pem).raw) }
}

async function vouchedIdentity(
  node_id: NodeId,
  { authority, issued }: Pick<NonNullable<Parameters<typeof startNode>[1]>, 'authority' | 'issued'>,
): Promise<RelayIdentity> {
  const identity = await testIdentity()
  if (authority === undefined) return identity
  const certificate_pem = await authority.issue(identity.key_pem, issued?.node_id ?? node_id, issued)
  const held = { certificate_pem, authorities: [authority.certificate_pem] }
  return { ...identity, trust: new NodeTrust({ node_id, cluster_id: 'main' as ClusterId }, held) }
}

class Peers implements PeerBook {
  readonly known = new Map<Fingerprint, Peer>()
  readonly #listeners = new Set<(gone: readonly NodeId[]) => void>()
  set(...peers: readonly Peer[]) {
    const before = [...this.known.values()]
    this.known.clear()
    for (const peer of peers) this.known.set(proofOf(peer), peer)
    const gone = before.map(({ node_id }) => node_id).filter((id) => peers.every(({ node_id }) => node_id !== id))
    for (const listener of this.#listeners) listener(gone)
  }
  byFingerprint(fingerprint: Fingerprint) {
    return this.known.get(fingerprint)
  }
  async awaitFingerprint(fingerprint: Fingerprint) {
    return this.known.get(fingerprint)
  }
  names({ node_id }: Peer) {
    return [...this.known.values()].some((known) => known.node_id === node_id)
  }
  onReplaced(listener: (gone: readonly NodeId[]) => void) {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

const policy: RelayPolicy = {
  establish_timeout_ms: 5_000,
  release_delay_ms: 200,
  retry_attempts: 3,
  retry_delay_ms: 50,
  steady_after_ms: 60_000,
  keep_ms: 0,
}

/** A node's media without its agent: a directory, the serving and the pulling side of relays, one port. */
export async function startNode(
  name: string,
  options: {
    policy?: Partial<RelayPolicy>
    silence_limit_ms?: number
    ping_interval_ms?: number
    limits?: Partial<RelayLimits>
    /** With another than `tls` a QUIC sidecar runs beside it, where Bun is installed. */
    transport?: MediaConfig['relay_transport']
    /** Gives it a certificate; the origin of it is told that it has one. */
    authority?: TestAuthority
    /** How that certificate is other than it should be. */
    issued?: IssueWish & { readonly node_id?: NodeId }
  } = {},
) {
  const node_id = crypto.randomUUID() as NodeId
  const identity = await vouchedIdentity(node_id, options)
  const directory = new StreamDirectory({
    packagers: [flvPackager],
    limits: {
      subscriber_buffer_bytes: 4 << 20,
      gop_cache_bytes: 16 << 20,
      gop_cache_ms: 15_000,
      group_interval_ms: 100,
    },
    log,
  })
  const peers = new Peers()
  const drain: { reason: string | null } = { reason: null }
  const source = new RelaySource({
    node_id,
    identity,
    directory,
    peers,
    // Made below: the two know each other.
    chains: {
      of: (stream) => resolver.chains.of(stream),
      isOver: (stream) => resolver.chains.isOver(stream),
      coming: (path) => resolver.chains.coming(path),
      onChanged: (listener) => resolver.chains.onChanged(listener),
    },
    limits: () => ({ ...defaultRelayLimits, ...options.limits }),
    notAccepting: () => drain.reason,
    draining: () => drain.reason !== null,
    ping_interval_ms: options.ping_interval_ms ?? 50,
    log,
  })
  const server = createServer((socket) => source.accept(socket))
  await listen(server)
  const transport = options.transport ?? 'tls'
  const quic = new QuicSidecar({ identity, host: '127.0.0.1', port: 0, onPuller: source.acceptQuic, log })
  if (transport !== 'tls') await quic.start()
  const located: { answers: LocateAnswer[]; asked: readonly NodeId[][] } = { answers: [], asked: [] }
  const resolver = new RelayResolver({
    node_id,
    transports: new RelayTransports({ identity, setting: transport, quic: () => quic }),
    directory,
    policy: { ...policy, ...options.policy },
    silence_limit_ms: options.silence_limit_ms ?? 6_000,
    log,
    locate: async (_path, exclude) => {
      located.asked = [...located.asked, [...exclude]]
      const answer = located.answers.length > 1 ? located.answers.shift() : located.answers[0]
      return answer ?? { source: null, reason: 'nobody publishes it' }
    },
  })
  peers.onReplaced((gone) => resolver.forsake(gone))
  const peer: Peer = {
    node_id,
    name,
    endpoints: {
      address: '127.0.0.1',
      rtmp_port: 1,
      media_port: portOf(server),
      ...(quic.port === null ? {} : { quic_port: quic.port }),
    },
    relay_fingerprint: identity.fingerprint,
    ...(options.authority === undefined
      ? {}
      : { key_fingerprint: keyFingerprintOf(new X509Certificate(identity.certificate_pem)) }),
  }
  undo.push(async () => {
    directory.stop()
    resolver.stop()
    await source.stop()
    await quic.stop()
    await new Promise((resolve) => server.close(resolve))
  })
  return { identity, node_id, directory, peers, source, resolver, located, peer, drain, quic }
}
export type TestNode = Awaited<ReturnType<typeof startNode>>

async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
}
/** However it comes: `once` would fail on the reset that may precede it. */
export const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))
const portOf = (server: Server) => (server.address() as AddressInfo).port

/** Two nodes that know one another; the second is told that the first publishes. */
export async function startPair(
  options: Parameters<typeof startNode>[1] = {},
  other: Parameters<typeof startNode>[1] = options,
) {
  const a = await startNode('a', options)
  const b = await startNode('b', other)
  a.peers.set(a.peer, b.peer)
  b.peers.set(a.peer, b.peer)
  return { a, b }
}

/** Publishes frames of 40 ms, each with its number in its body, eight times as fast as they are played. */
export function publish(node: TestNode, session: { frame: number; keyframe_every?: number } = { frame: 0 }) {
  const { keyframe_every = 10 } = session
  const stream = node.directory.publish(path, {
    kind: 'publisher',
    protocol: 'rtmp',
    encoder: null,
    address: '127.0.0.1',
  })
  const push = () => {
    const { frame } = session
    session.frame += 1
    const body = Buffer.from([frame % keyframe_every === 0 ? 0x17 : 0x27, 1, 0, 0, 0, 0, 0, 0, 0])
    body.writeUInt32BE(frame, 5)
    stream.push({
      kind: 'video',
      codec: 'h264',
      dts_ms: frame * 40,
      keyframe: frame % keyframe_every === 0,
      config: false,
      body,
      payload_offset: 5,
    })
  }
  push()
  let timer = setInterval(push, 5)
  const silence = () => clearInterval(timer)
  const resume = () => {
    timer = setInterval(push, 5)
  }
  undo.push(silence)
  return { stream, silence, resume }
}

/** Publishes keyframes of 256 KiB, as fast as a stream of 100 Mbit/s. */
export function publishLarge(node: TestNode) {
  const stream = node.directory.publish(path, {
    kind: 'publisher',
    protocol: 'rtmp',
    encoder: null,
    address: '127.0.0.1',
  })
  let dts_ms = 0
  const timer = setInterval(() => {
    const body = Buffer.alloc(256 * 1024)
    body.set([0x17, 1, 0, 0, 0])
    dts_ms += 20
    stream.push({ kind: 'video', codec: 'h264', dts_ms, keyframe: true, config: false, body, payload_offset: 5 })
  }, 20)
  undo.push(() => clearInterval(timer))
  return { stream }
}

const metadata: MediaUnit = {
  kind: 'metadata',
  codec: '',
  dts_ms: 0,
  keyframe: false,
  config: true,
  body: encodeAmf('onMetaData', { width: 1280 }),
  payload_offset: 0,
}

/** Publishes one keyframe behind metadata and the headers of video and sound. */
export function publishWithHead(node: TestNode) {
  const stream = node.directory.publish(path, {
    kind: 'publisher',
    protocol: 'rtmp',
    encoder: null,
    address: '127.0.0.1',
  })
  for (const unit of [metadata, videoConfig(), audioConfig(), videoUnit(0, true)]) stream.push(unit)
  return { stream }
}

/** A `pull` of this node for the stream that tests publish. */
export const pullOf = ({ node_id }: TestNode, session_id: SessionId, stream_path: StreamPath = path) =>
  writeControl({
    type: 'pull',
    request_id: crypto.randomUUID() as RelayId,
    requestor_id: node_id,
    stream_path,
    session_id,
    hops: [node_id],
  })

export const sourceOf = (node: TestNode, stream: LiveStream, port = node.peer.endpoints.media_port): LocateAnswer => ({
  source: {
    session_id: stream.session_id,
    peer: { ...node.peer, endpoints: { ...node.peer.endpoints, media_port: port } },
  },
  reason: null,
})

/** A viewer that is attached and collects. */
export function watch(stream: LiveStream) {
  const frames: number[] = []
  const watchers = new Set<() => void>()
  const ended = Promise.withResolvers<SubscriberEnd>()
  const demuxer = new FlvDemuxer({
    header: 'file',
    onUnit: (unit: MediaUnit) => {
      if (unit.kind === 'video' && !unit.config) frames.push(unit.body.readUInt32BE(5))
      for (const look of watchers) look()
    },
  })
  const subscription = stream.attach({
    format: 'flv',
    latency: 'low',
    kind: 'viewer',
    id: 'test',
    sink: {
      buffered_bytes: 0,
      send: (group) => {
        demuxer.push(group)
        return true
      },
      write: (buffers) => {
        for (const buffer of buffers) demuxer.push(buffer)
      },
      end: (reason) => ended.resolve(reason),
    },
  })
  const sees = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isSo()) return
        watchers.delete(look)
        resolve()
      }
      watchers.add(look)
      look()
    })
  return { frames, ended: ended.promise, subscription, sees }
}

/** A path between two nodes that a test can cut or freeze. */
export async function startProxy(target: Peer) {
  const open = new Set<Socket>()
  const state = { frozen: false, connections: 0 }
  const server = createServer((near) => {
    state.connections += 1
    const far = connectTcp(target.endpoints.media_port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from)
      from.on('data', (chunk) => {
        if (!state.frozen) to.write(chunk)
      })
      from.on('error', () => to.destroy())
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
    }
  })
  await listen(server)
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  undo.push(() => {
    cut()
    return new Promise((resolve) => server.close(resolve))
  })
  return { port: portOf(server), cut, state }
}
