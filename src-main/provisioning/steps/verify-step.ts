import { randomBytes } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import { say } from '#contract/sentence.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { isAlive } from './joined-node.ts'
import { MediaRefusal, playFrames, publishSilence } from './test-stream.ts'

/** Some seconds into a relay all is well; each frame of silence is 21 ms. */
const FRAMES = 40
/** A first request may come before the node has heard of the stream. */
const ATTEMPTS = 5
const PAUSE_MS = 500

/** A test relay: a stream is published on the node beside the origin, and played from the new node's own address as any viewer would. */
export function verifyStep(origin: OriginSide): Step {
  return {
    id: 'verify',
    title: 'Play a test stream',
    deadlines_ms: { apply: 120_000 },
    check: async () => ({ state: 'to_do', found: 'A test stream is played from it.' }),
    async apply(context, signal) {
      const node = nodeOf(context, origin)
      const address = node.endpoints
      if (address === null) throw heartbeatLost(context)
      const source = origin.test_stream.publishUrl()
      if (source === null) return context.log('There is no node beside this origin, so nothing is there to be played.')
      const path = `headwater/check-${randomBytes(6).toString('hex')}` as StreamPath
      const over = new AbortController()
      const publishing = publishSilence(
        `${source}/${path}.flv${origin.test_stream.signed(path, 'publish')}`,
        AbortSignal.any([signal, over.signal]),
      )
      publishing.catch(() => undefined)
      try {
        const host = isIPv6(address.address) ? `[${address.address}]` : address.address
        const url = `http://${host}:${address.media_port}/${path}.flv`
        context.log(`${url} is played while silence is published here.`)
        const from = performance.now()
        const frames = await Promise.race([
          play(`${url}${origin.test_stream.signed(path, 'play')}`, signal),
          publishing.then(() => 0),
        ])
        context.log(
          `${frames} frames came, the last one ${Math.round(performance.now() - from)} ms after it was asked for.`,
        )
        context.notes.set('verify.played', true)
      } catch (error) {
        signal.throwIfAborted()
        throw explained(error, context, node)
      } finally {
        over.abort()
        await publishing.catch(() => undefined)
      }
    },
    async verify(context) {
      const node = nodeOf(context, origin)
      if (!isAlive(node)) throw heartbeatLost(context)
      const { address = '', media_port = 0 } = node.endpoints ?? {}
      const played = context.notes.get('verify.played') === true
      return played
        ? `Its heartbeats come, and a test stream was played from ${address}, port ${media_port}.`
        : 'Its heartbeats come. A test stream was not played: there is no node beside this origin to publish one on.'
    },
  }
}

async function play(url: string, signal: AbortSignal): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await playFrames(url, FRAMES, signal)
    } catch (error) {
      const early = error instanceof MediaRefusal && [404, 503].includes(error.status)
      if (!early || attempt >= ATTEMPTS) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      signal.throwIfAborted()
    }
  }
}

function explained(error: unknown, { box }: StepContext, { name, endpoints }: Node): unknown {
  if (!(error instanceof MediaRefusal)) return error
  const where = `${endpoints?.address ?? box.host}, port ${endpoints?.media_port ?? '?'}`
  const output = [error.message]
  if (error.status === 401 || error.status === 403) {
    return new StepError(
      'test_stream_not_allowed',
      say`A test stream is not let in: policies of this installation want a key or a signed address for headwater/check-… (${error.message}).`,
      say`The node itself has joined. Make a signing key for headwater/*, or leave that path open, then resume the run.`,
      { output },
      { cause: error },
    )
  }
  if (error.status !== 0) {
    return new StepError(
      'test_stream_failed',
      say`${name} answers at ${where}, and does not play the test stream: ${error.message}.`,
      say`Can the box reach the node beside the origin, on its media port? The node pulls the stream from there. See its log, then resume the run.`,
      { output },
      { cause: error },
    )
  }
  const port = endpoints?.media_port ?? 8080
  return new StepError(
    'node_not_reachable',
    say`${name} has joined, but this origin cannot reach it at ${where}: ${error.message}. Viewers most likely cannot either.`,
    say`Open TCP port ${port} on the box (sudo ufw allow ${port}/tcp, or nftables) and in your provider’s firewall or security group; then resume the run. Is it the right address? Give the node another one with advertise_address.`,
    { output },
    { cause: error },
  )
}

function nodeOf(context: StepContext, { nodes }: OriginSide): Node {
  const id = context.notes.get('join.node_id')
  const node = id === undefined ? undefined : nodes.find(id)
  if (node === undefined) throw heartbeatLost(context)
  return node
}

function heartbeatLost({ box }: StepContext): StepError {
  return new StepError(
    'heartbeat_lost',
    say`The heartbeats of the node of ${box.host} stopped coming.`,
    say`See its log on the box, then resume the run.`,
  )
}
