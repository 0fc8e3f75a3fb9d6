import type { Logger } from 'pino'
import { clusterSessionSchema, heartbeatAnswerSchema, serverSummarySchema } from '#contract/cluster-api.ts'
import type { Peer } from '#contract/control-channel.ts'
import type { NodeId } from '#contract/ids.ts'
import type { RelayIdentity } from '../relay/relay-identity.ts'
import { type AskedMember, askMember } from './ask-member.ts'
import { mediaAddress } from './member-address.ts'
import { FAN_OUT, type MemberBook } from './member-book.ts'
import type { OwnChange, OwnMember } from './own-member.ts'

/** What changed is told to so many members at once, to those that have been heard of last. */
const MAX_TOLD = 64
/** Questions under way at once; a round asks the rest when these are answered. */
const MAX_OPEN = 16
/** Changes within this time are told together, in ms. */
const GATHER_MS = 50
/** Changes gathered at most; where there are more, the next heartbeat tells all. */
const MAX_GATHERED = 500
/** The lists are asked for whole once in so many rounds (M-16), and told whole. */
const ROUNDS_PER_SYNC = 6

export interface MemberExchangeOptions {
  readonly node_id: NodeId
  readonly identity: RelayIdentity
  readonly own: OwnMember
  readonly book: MemberBook
  /** `host:port` of each. */
  readonly seeds: readonly string[]
  readonly peers: () => readonly Peer[]
  /** What this node can prove itself with to members of other makes; null: it talks with nodes of ours alone. */
  readonly key: string | null
  readonly interval_ms: () => number
  readonly log: Logger
}

/**
 * Talks with the other members in rounds (docs/decisions/0022): each heartbeat says how this node is, and is answered with how the others
 * are. What changes of its streams it says at once. Nodes of ours are asked over TLS by certificate, up to {@link FAN_OUT}
 * in a round and the others in the next; members of other makes and seeds by the key, where this node has it.
 */
export class MemberExchange {
  readonly #options: MemberExchangeOptions
  readonly #stopping = new AbortController()
  /** Of what each was told last: the revision of the whole, and in which round. */
  readonly #told = new Map<string, { readonly revision: number; readonly round: number }>()
  readonly #failing = new Set<string>()
  readonly #asking = new Set<string>()
  readonly #gathered: OwnChange[] = []
  readonly #unlisten: () => void
  #round = 0
  #next: NodeJS.Timeout | null = null
  #gathering: NodeJS.Timeout | null = null

  constructor(options: MemberExchangeOptions) {
    this.#options = options
    this.#unlisten = options.own.onChanged((change) => this.#gather(change))
  }

  /** The first round comes within an interval, so that nodes that start together do not ask together. */
  start(): void {
    this.#schedule(Math.random())
  }

  stop(): void {
    this.#stopping.abort(new Error('the node stops'))
    this.#unlisten()
    if (this.#next !== null) clearTimeout(this.#next)
    if (this.#gathering !== null) clearTimeout(this.#gathering)
  }

  #schedule(share: number): void {
    this.#next = setTimeout(() => {
      // A tenth to either side keeps nodes apart that have come together.
      this.#schedule(0.9 + Math.random() / 5)
      void this.#runRound()
    }, this.#options.interval_ms() * share)
  }

  async #runRound(): Promise<void> {
    this.#round += 1
    this.#options.own.nextBeat()
    const is_sync = this.#round % ROUNDS_PER_SYNC === 0
    const members = this.#forRound()
    const known = new Set(members.map(({ address }) => address))
    for (const address of this.#told.keys())
      if (!known.has(address) && this.#told.size > 2_000) this.#told.delete(address)
    const over = this.#stopping.signal
    await inTurns(members, async (member) => {
      // One that has not answered yet holds nobody else up, and is not asked once more.
      if (this.#asking.has(member.address)) return
      this.#asking.add(member.address)
      try {
        await this.#beat(member, over)
        if (is_sync && member.peer === null) await this.#pull(member, over)
        if (this.#failing.delete(member.address)) this.#say(member, 'answers again')
      } catch (error) {
        this.#told.delete(member.address)
        if (this.#stopping.signal.aborted || this.#failing.has(member.address)) return
        this.#failing.add(member.address)
        this.#say(member, `does not answer: ${error instanceof Error ? error.message : String(error)}`)
      } finally {
        this.#asking.delete(member.address)
      }
    })
  }

  async #beat(member: AskedMember, signal: AbortSignal): Promise<void> {
    const { own, book } = this.#options
    const told = this.#told.get(member.address)
    const { revision } = own
    const whole = told?.revision !== revision || this.#round - told.round >= ROUNDS_PER_SYNC
    const body = {
      summary: own.summary(),
      ...(whole ? { sessions: own.sessions } : {}),
      ...(whole && member.peer !== null ? { watches: own.told_watches } : {}),
    }
    const data = await this.#ask(member, 'heartbeat', body, signal)
    if (whole) this.#told.set(member.address, { revision, round: this.#round })
    book.answered(heartbeatAnswerSchema.parse(data), member)
  }

  /** Of a member that may answer a heartbeat with less than all that it knows. */
  async #pull(member: AskedMember, signal: AbortSignal): Promise<void> {
    const summaries = serverSummarySchema
      .array()
      .max(12_000)
      .parse(await this.#ask(member, 'servers', undefined, signal))
    const sessions = clusterSessionSchema
      .array()
      .max(20_000)
      .parse(await this.#ask(member, 'sessions', undefined, signal))
    this.#options.book.answered({ summaries, sessions }, member)
  }

  #gather(change: OwnChange): void {
    if (this.#gathered.length < MAX_GATHERED) this.#gathered.push(change)
    this.#gathering ??= setTimeout(() => {
      this.#gathering = null
      const changes = this.#gathered.splice(0)
      void this.#tell(changes)
    }, GATHER_MS)
  }

  /** Tells what changed; who does not hear it hears it with the next heartbeat. */
  async #tell(changes: readonly OwnChange[]): Promise<void> {
    const { name } = this.#options.own
    const sessions = changes.flatMap((change) => (change.kind === 'session' ? [change.session] : []))
    const watches = new Map(changes.flatMap((change) => (change.kind === 'watches' ? [[change.path, change]] : [])))
    await inTurns(this.#forNews(), async (member) => {
      const signal = this.#stopping.signal
      try {
        if (sessions.length > 0) await this.#ask(member, 'sessions/sync', { server_id: name, sessions }, signal)
        for (const { path, subscribes } of [...watches.values()].slice(0, MAX_OPEN)) {
          const said = { stream_path: path, node_id: name, action: subscribes ? 'subscribe' : 'unsubscribe' }
          await this.#ask(member, 'sessions/participation', said, signal)
        }
      } catch {
        this.#told.delete(member.address)
      }
    })
  }

  #ask(member: AskedMember, path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    return askMember(member, path, body, this.#options.identity, signal)
  }

  /** Seeds, members of other makes, and of the nodes of ours as many as a round has room for, each in its turn. */
  #forRound(): readonly AskedMember[] {
    const peers = this.#peers()
    const from = peers.length <= FAN_OUT ? 0 : (this.#round * FAN_OUT) % peers.length
    const in_turn = [...peers.slice(from), ...peers.slice(0, from)].slice(0, FAN_OUT)
    return unique([...this.#seeds(peers), ...in_turn, ...this.#foreign().slice(0, FAN_OUT)])
  }

  #forNews(): readonly AskedMember[] {
    const { book } = this.#options
    const there = this.#peers().filter(({ peer }) => book.stateOfNode(peer.node_id) !== 'offline')
    return unique([...this.#seeds(there), ...there, ...this.#foreign()]).slice(0, MAX_TOLD)
  }

  #peers() {
    const { node_id, peers } = this.#options
    return peers()
      .filter((peer) => peer.node_id !== node_id && peer.kind !== 'foreign')
      .map((peer) => ({ peer, address: mediaAddress(peer.endpoints) }))
  }

  /** A seed that is a node of ours proves itself as one; this node itself is none. */
  #seeds(peers: readonly { readonly peer: Peer; readonly address: string }[]): readonly AskedMember[] {
    const { seeds, own, key } = this.#options
    const own_address = mediaAddress(own.endpoints)
    return seeds.flatMap((address): readonly AskedMember[] => {
      if (address === own_address) return []
      const ours = peers.find((peer) => peer.address === address)
      if (ours !== undefined) return [ours]
      return key === null ? [] : [{ peer: null, address, key }]
    })
  }

  #foreign(): readonly AskedMember[] {
    const { book, key } = this.#options
    if (key === null) return []
    const there = book.list().filter(({ member, state }) => member.node_id === null && state !== 'offline')
    return there.map(({ member }) => ({ peer: null, address: member.summary.address, key }))
  }

  #say(member: AskedMember, what: string): void {
    const { log } = this.#options
    log.info({ event: 'member.exchange', address: member.address }, `${member.peer?.name ?? member.address} ${what}`)
  }
}

function unique(members: readonly AskedMember[]): readonly AskedMember[] {
  return [...new Map(members.map((member) => [member.address, member])).values()]
}

/** Does it for all, {@link MAX_OPEN} at a time. */
async function inTurns<Item>(items: readonly Item[], run: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values()
  const one = async () => {
    for (const item of left) await run(item)
  }
  await Promise.all(Array.from({ length: MAX_OPEN }, one))
}
