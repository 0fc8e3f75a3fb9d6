import type { Logger } from 'pino'
import type { ConnectionRates } from '#contract/connection-rates.ts'
import type { StreamPath } from '#contract/ids.ts'
import { configuredLimits } from './configured-limits.ts'
import { configuredRates } from './connection-rates.ts'
import { Departure } from './media/departure.ts'
import { subscriberName } from './metrics/subscriber-name.ts'
import { outputPackagers } from './output-packagers.ts'
import type { DeskAnswer, DeskRequest } from './protocols/http/cluster-desk.ts'
import { type MediaServer, startMediaServer } from './protocols/http/media-server.ts'
import type { NodePage } from './protocols/http/node-page.ts'
import { type RtmpServer, startRtmpServer } from './protocols/rtmp/server.ts'
import { OwnerHls } from './workers/owner-hls.ts'
import { OwnerLine, type OwnersWord } from './workers/owner-line.ts'
import { OwnerQuestions } from './workers/owner-questions.ts'
import { PulledStreams } from './workers/pulled-streams.ts'
import { carryThroughDoor } from './workers/relay-door.ts'
import { ThreadCounters } from './workers/thread-counters.ts'
import { errorOf } from './workers/thread-errors.ts'
import type { Acceptance, ThreadSettings } from './workers/thread-settings.ts'
import { ToldCertificate } from './workers/told-certificate.ts'
import { readBatch } from './workers/unit-batch.ts'
import { UnitSender } from './workers/unit-sender.ts'
import { WorkerAdmission } from './workers/worker-admission.ts'
import { WorkerDirectory } from './workers/worker-directory.ts'
import { openWorkerLog } from './workers/worker-log.ts'

/** A page must be there in so long, in ms. */
const PAGE_TIMEOUT_MS = 5_000
/** How often the owner hears what was counted, in ms. */
const COUNT_MS = 1_000

/** All that carries media on a worker: its own view of the streams, and the node's ports shared with the other threads. */
export class WorkerMedia {
  readonly #settings: ThreadSettings
  readonly #counters: ThreadCounters
  readonly #line: OwnerLine
  readonly #log: Logger
  readonly #directory: WorkerDirectory
  readonly #pulled: PulledStreams
  readonly #questions: OwnerQuestions
  readonly #hls: OwnerHls
  readonly #certificate: ToldCertificate
  readonly #departure = new Departure()
  #acceptance: Acceptance
  readonly #rates: ConnectionRates
  #told = { egress_bytes: 0, dropped: 0, skipped: 0, refused: 0 }
  #rtmp: RtmpServer | null = null
  #http: MediaServer | null = null

  constructor(settings: ThreadSettings) {
    const { port, number, media, window_bytes } = settings
    this.#settings = settings
    this.#acceptance = settings.acceptance
    const counters = new ThreadCounters(settings.counters)
    this.#counters = counters
    const line = new OwnerLine(port, counters)
    this.#line = line
    this.#log = openWorkerLog(settings.log_level, number, (lines) => line.post({ type: 'log', lines }))
    this.#departure.follow(settings.acceptance.departs)
    this.#rates = configuredRates(media)
    this.#directory = new WorkerDirectory({
      departure: this.#departure,
      packagers: outputPackagers,
      limits: configuredLimits(media),
      log: this.#log,
      line,
      sender: new UnitSender({
        window_bytes,
        taken: () => counters.takenBy('owner'),
        post: (batch) => line.post({ type: 'units', batch }, [batch]),
        soon: setImmediate,
        onSkipped: (_publication, in_flight_bytes) => {
          const facts = { event: 'worker.owner_behind', in_flight_bytes }
          this.#log.warn(
            facts,
            `the main thread is behind by ${in_flight_bytes} bytes: a stream misses the time up to its next keyframe`,
          )
        },
      }),
    })
    this.#pulled = new PulledStreams({ directory: this.#directory, line })
    this.#questions = new OwnerQuestions(line)
    this.#hls = new OwnerHls(this.#questions)
    this.#certificate = new ToldCertificate(settings.certificate)
    line.listen((word) => this.#hear(word))
  }

  /** Joins both ports and says so. @throws {ListenError} */
  async listen(): Promise<void> {
    const { node_id, media, rtmp_port, media_port, relay_port, pages } = this.#settings
    const { handshake_timeout, publisher_silence_timeout, max_connections } = media
    const notAccepting = () => this.#acceptance.reason
    const shared = {
      host: media.listen_host,
      reuse_port: true,
      directory: this.#directory,
      resolver: this.#pulled.resolve,
      admission: new WorkerAdmission({
        node_id,
        questions: this.#questions,
        line: this.#line,
        others: (role, path) => (role === 'viewer' ? this.#having(path) : this.#acceptance.others),
      }),
      departure: this.#departure,
      certificate: this.#certificate,
      limits: {
        handshake_timeout_ms: handshake_timeout,
        publisher_silence_timeout_ms: publisher_silence_timeout,
        max_connections,
        rates: this.#rates,
      },
      log: this.#log,
    }
    this.#rtmp = await startRtmpServer({ ...shared, port: rtmp_port })
    this.#http = await startMediaServer({
      ...shared,
      port: media_port,
      hls: this.#hls,
      onRelay: (socket) => carryThroughDoor(relay_port, socket),
      notReady: notAccepting,
      pages: new Map(pages.map((path) => [path, this.#page(path)])),
      desk: {
        answer: (request, signal) => this.#askDesk(request, signal),
        refuse: (request, signal) => this.#askWhetherRefused(request, signal),
      },
    })
    setInterval(() => this.#count(), COUNT_MS)
    this.#line.post({ type: 'ready' })
  }

  #hear(word: OwnersWord): void {
    switch (word.type) {
      case 'units':
        this.#read(word.batch)
        break
      case 'opened':
        this.#pulled.opened(word, () => this.#read(word.batch))
        break
      case 'held':
        this.#pulled.held(word.path)
        break
      case 'refused':
        this.#pulled.refused(word.path, errorOf(word.error))
        break
      case 'pull_over':
        this.#pulled.over(word.pull, word.end)
        break
      case 'publication_ended':
        this.#directory.endPublication(word.publication, word.reason)
        break
      case 'answer':
        this.#questions.answered(word.ask, word.answer)
        break
      case 'list_subscribers':
        this.#line.post({ type: 'subscribers', ask: word.ask, subscribers: this.#subscribers(word.path) })
        break
      case 'end_subscriber':
        this.#directory.find(word.path)?.disconnectViewer(word.id, word.reason)
        break
      case 'live':
        this.#directory.toldPaths(word.paths)
        break
      case 'certificate':
        this.#certificate.tell(word.material)
        break
      case 'acceptance':
        this.#acceptance = word.acceptance
        this.#departure.follow(word.acceptance.departs)
        break
      case 'stop':
        void this.#stop()
        break
      default:
        word satisfies never
    }
  }

  /** Who has a stream that is published on this node is known to its owner alone; such players stay. */
  #having(path: StreamPath) {
    return this.#directory.find(path)?.origin.kind === 'publisher' ? [] : this.#acceptance.others
  }

  #read(batch: ArrayBuffer): void {
    this.#counters.addTaken('worker', batch.byteLength)
    readBatch(batch, (pull, unit) => this.#pulled.push(pull, unit))
  }

  #count(): void {
    const { egress_bytes, dropped, skipped, viewers } = this.#directory.totals()
    const told = this.#told
    const { refused } = this.#rates
    this.#told = { egress_bytes, dropped, skipped, refused }
    this.#line.post({
      type: 'counted',
      egress_bytes: egress_bytes - told.egress_bytes + this.#hls.takeSent(),
      dropped: dropped - told.dropped,
      skipped: skipped - told.skipped,
      refused: refused - told.refused,
      viewers: this.#viewersByProtocol(),
      connections: Math.max(viewers, connectionsOfThisThread()),
    })
  }

  #viewersByProtocol(): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const stream of this.#directory.list()) {
      for (const subscriber of stream.subscribers()) {
        const { protocol } = subscriberName(subscriber)
        counts[protocol] = (counts[protocol] ?? 0) + 1
      }
    }
    return counts
  }

  #subscribers(path: StreamPath) {
    return this.#directory.find(path)?.subscribers() ?? []
  }

  /** A page about the node, as the owner has it. */
  #page(path: string): NodePage {
    return async ({ query, accept, address }) => {
      const signal = AbortSignal.timeout(PAGE_TIMEOUT_MS)
      const question = { about: 'page', path, query: query.toString(), accept, address } as const
      const answer = await this.#questions.ask(question, signal)
      if (!('page' in answer)) throw new Error(`the owner has no page ${path}`)
      const { page } = answer
      return page.status === 200 ? { ...page, body: Buffer.from(page.body) } : page
    }
  }

  /** What is asked about the cluster, as the owner answers it. */
  async #askDesk(request: DeskRequest, signal: AbortSignal): Promise<DeskAnswer> {
    const answer = await this.#questions.ask({ about: 'cluster', request }, signal)
    if (!('at_desk' in answer)) throw new Error('the owner answered something else')
    return answer.at_desk
  }

  async #askWhetherRefused(request: Omit<DeskRequest, 'body'>, signal: AbortSignal): Promise<DeskAnswer | null> {
    const answer = await this.#questions.ask({ about: 'cluster_key', request }, signal)
    if (!('refused_at_desk' in answer)) throw new Error('the owner answered something else')
    return answer.refused_at_desk
  }

  async #stop(): Promise<void> {
    this.#directory.stop()
    this.#hls.stop()
    await Promise.all([this.#rtmp?.stop(), this.#http?.stop()])
    this.#count()
    // What the log still holds goes with this turn of the event loop.
    setImmediate(() => this.#line.post({ type: 'stopped' }))
  }
}

/** Sockets of this thread, whatever they are for. */
function connectionsOfThisThread(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length
}
