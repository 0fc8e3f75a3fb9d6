/**
 * The one way from the panel to the nodes: a worker whose own content security policy lets it ask everybody, and that asks nobody but
 * nodes. The panel's page may ask its origin alone (docs/decisions/0045-content-security-policy.md). Imports nothing that runs beside its own
 * two files: whatever else is in the panel has no part in what the door lets through.
 */
import type { DoorReply, DoorRequest, DoorWord } from './door-words.ts'
import { hostOf, type NodeHosts, nodeHosts } from './node-hosts.ts'

/** An origin that does not say in this time which nodes there are knows none, in ms. */
const NODES_DEADLINE_MS = 8_000
/** For so long the nodes are not asked for anew for the sake of an address that is none of theirs, in ms. */
const NODES_REST_MS = 2_000

let hosts: NodeHosts = new Set()
let asked_at = Number.NEGATIVE_INFINITY
let asking: Promise<void> | null = null

async function learnHosts(): Promise<void> {
  asked_at = performance.now()
  const answer = await fetch('/api/v1/nodes', { cache: 'no-store', signal: AbortSignal.timeout(NODES_DEADLINE_MS) })
  if (answer.ok) hosts = nodeHosts(await answer.json())
}

/** Whether a node serves media at this address; one that has just joined counts. */
async function isOfNode(url: string): Promise<boolean> {
  const host = hostOf(url)
  if (host === null) return false
  if (!hosts.has(host) && (asking !== null || performance.now() - asked_at > NODES_REST_MS)) {
    asking ??= learnHosts().finally(() => {
      asking = null
    })
    await asking
  }
  return hosts.has(host)
}

async function serve({ url, cache }: DoorRequest, port: MessagePort): Promise<void> {
  const say = (word: DoorWord, transfer: Transferable[] = []) => port.postMessage(word, transfer)
  const life = new AbortController()
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined
  const fail = (why: 'foreign' | 'network') => {
    say({ kind: 'failed', why })
    port.close()
  }
  const sendMore = async () => {
    const chunk = await reader?.read()
    if (chunk?.value !== undefined) return say({ kind: 'chunk', bytes: chunk.value }, [chunk.value.buffer])
    say({ kind: 'end' })
    port.close()
  }
  port.onmessage = ({ data }: MessageEvent<DoorReply>) => {
    if (data === 'more') return void sendMore().catch(() => fail('network'))
    life.abort()
    port.close()
  }
  try {
    if (!(await isOfNode(url))) return fail('foreign')
    const { signal } = life
    const answer = await fetch(url, { signal, cache, credentials: 'omit', referrerPolicy: 'no-referrer' })
    reader = answer.body?.getReader()
    say({ kind: 'answer', url: answer.url, status: answer.status, headers: [...answer.headers] })
  } catch {
    // The browser gives no reason; the page says what is likely.
    fail('network')
  }
}

addEventListener('message', ({ data, ports: [port] }: MessageEvent<DoorRequest>) => {
  if (port !== undefined) void serve(data, port)
})
