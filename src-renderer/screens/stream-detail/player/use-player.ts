import { type RefObject, useEffect, useEffectEvent, useReducer, useRef, useState } from 'react'
import type { Node } from '#contract/node.ts'
import type { Stream } from '#contract/stream.ts'
import { api } from '../../../data/api-client.ts'
import { asFailure } from '../../../data/api-failure.ts'
import { useNodesById } from '../../../data/queries.ts'
import { usePassFor, withQuery } from '../../../data/watch-pass.ts'
import { formatCodec } from '../../../parts/format.ts'
import { pageUrl, playUrls } from '../../../parts/node-url.ts'
import { failureInShort } from '../../../parts/origin/failure-headline.ts'
import { describePlayError, type PlayFailure } from './play-failure.ts'
import { type PlayProtocol, usePlayProtocol } from './play-protocol.ts'
import type { Player, PlayFacts, PlayOptions } from './player.ts'
import { atFirst, nextPlayerState } from './player-state.ts'
import { texts } from './texts.ts'

/** A node's id, or the one that the origin finds best. */
export type PlayChoice = Node['id'] | 'best'

interface Source {
  readonly node_name: string
  readonly url: string
}

const lasting = (message: string, hint: string | null): PlayFailure => ({ message, hint, passing: false })

/** Something went wrong that is already in words. */
class PlayProblem extends Error {
  readonly failure: PlayFailure
  constructor(failure: PlayFailure, options?: ErrorOptions) {
    super(failure.message, options)
    this.failure = failure
  }
}

/** What is to be started. */
interface Round {
  readonly choice: PlayChoice
  readonly protocol: PlayProtocol
}

/** The player of a protocol, or of the other one where this browser cannot play that; loaded when it is needed. */
async function loadPlayer(
  wanted: PlayProtocol,
  video: HTMLVideoElement,
): Promise<{ readonly protocol: PlayProtocol; readonly start: (options: PlayOptions) => Player }> {
  try {
    if (wanted === 'flv') {
      const { canPlayFlv, playFlv } = await import('./flv-player.ts')
      if (canPlayFlv()) return { protocol: 'flv', start: (options) => playFlv(video, options) }
    }
    const { canPlayHls, playHls } = await import('./hls-player.ts')
    if (canPlayHls()) return { protocol: 'hls', start: (options) => playHls(video, options) }
  } catch (error) {
    throw new PlayProblem(lasting(texts.chunk, texts.chunkHint), { cause: error })
  }
  throw new PlayProblem(lasting(texts.noMse, texts.noMseHint))
}

async function locate(
  { choice, protocol }: Round,
  stream: Stream,
  nodes: ReadonlyMap<string, Node>,
  signal: AbortSignal,
): Promise<Source> {
  if (choice !== 'best') {
    const node = nodes.get(choice)
    if (node === undefined || node.endpoints === null) throw new PlayProblem(lasting(texts.unknownNode, null))
    return { node_name: node.name, url: playUrls(node.endpoints, stream.stream_path)[protocol] }
  }
  const { candidates } = await api.allocatePlay({ stream_path: stream.stream_path, protocol }, signal)
  const [best] = candidates
  if (best === undefined)
    throw new PlayProblem({ message: texts.noCandidates, hint: texts.noCandidatesHint, passing: true })
  // A member of another make may speak no TLS; then the browser refuses, and that is said.
  return nodes.get(best.node_id)?.kind === 'foreign' ? best : { ...best, url: pageUrl(best.url) }
}

/** A track that this browser surely cannot play; undefined where all can, or it is not known yet. */
function unplayableCodec({ session }: Stream): string | undefined {
  return session.tracks.find(
    ({ kind, codec_string }) =>
      codec_string !== null && !MediaSource.isTypeSupported(`${kind}/mp4; codecs="${codec_string}"`),
  )?.codec
}

/** Plays a stream in `video` from the chosen node, and keeps trying for as long as it is on the screen. */
export function usePlayer(video: RefObject<HTMLVideoElement | null>, stream: Stream) {
  const nodes = useNodesById()
  const passFor = usePassFor()
  /** A new object for each time that it is to be started, also from the same node. */
  const [protocol, setProtocol] = usePlayProtocol()
  const [round, setRound] = useState<Round>({ choice: 'best', protocol })
  const [state, dispatch] = useReducer(nextPlayerState, atFirst)
  const [source, setSource] = useState<(Source & { readonly protocol: PlayProtocol }) | null>(null)
  const [facts, setFacts] = useState<PlayFacts | null>(null)
  const player = useRef<Player | null>(null)

  const fail = (failure: PlayFailure) => dispatch({ type: 'failed', failure, now: Date.now() })

  const play = async (element: HTMLVideoElement, wanted: Round, signal: AbortSignal): Promise<void> => {
    const loaded = await loadPlayer(wanted.protocol, element)
    const [found, pass] = await Promise.all([
      locate({ ...wanted, protocol: loaded.protocol }, stream, nodes, signal),
      passFor(stream.stream_path),
    ])
    const codec = typeof MediaSource === 'undefined' ? undefined : unplayableCodec(stream)
    if (codec !== undefined) throw new PlayProblem(lasting(texts.codec(formatCodec(codec)), texts.codecHint))
    if (signal.aborted) return
    setSource({ ...found, protocol: loaded.protocol })
    dispatch({ type: 'located' })
    const here = { ...found, page_protocol: window.location.protocol }
    const url = withQuery(found.url, pass)
    player.current = loaded.start({ url, onError: (error) => fail(describePlayError(error, here)) })
    await element.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'NotAllowedError') dispatch({ type: 'blocked' })
    })
  }
  const start = useEffectEvent((element: HTMLVideoElement, wanted: Round, signal: AbortSignal) => {
    play(element, wanted, signal).catch((error: unknown) => {
      if (signal.aborted) return
      if (error instanceof PlayProblem) return fail(error.failure)
      const { text, lang } = failureInShort(error)
      // The origin's hint is English: it stands below its own words alone.
      const { by_panel, hint } = asFailure(error)
      fail({ message: text, hint: lang === 'en' || by_panel ? hint : null, passing: true })
    })
  })

  useEffect(() => {
    const element = video.current
    if (element === null) return
    const life = new AbortController()
    start(element, round, life.signal)
    return () => {
      life.abort()
      player.current?.stop()
      player.current = null
      setFacts(null)
    }
  }, [video, round])

  const retry = () => {
    dispatch({ type: 'retry' })
    setRound((before) => ({ ...before }))
  }
  const retryNow = useEffectEvent(retry)
  const retry_at = state.status === 'retrying' ? state.at : null
  useEffect(() => {
    if (retry_at === null) return
    const later = window.setTimeout(() => retryNow(), Math.max(0, retry_at - Date.now()))
    return () => window.clearTimeout(later)
  }, [retry_at])

  useEffect(() => {
    const reading = window.setInterval(() => setFacts(player.current?.facts() ?? null), 1_000)
    return () => window.clearInterval(reading)
  }, [])

  return {
    state,
    source,
    facts,
    choice: round.choice,
    /** As it plays; where it does not yet, as it was chosen. */
    protocol: source?.protocol ?? round.protocol,
    choose: (next: Partial<Round>) => {
      dispatch({ type: 'chosen' })
      setSource(null)
      if (next.protocol !== undefined) setProtocol(next.protocol)
      setRound((before) => ({ ...before, ...next }))
    },
    retry,
    /** For the video element: what it tells about itself. */
    events: {
      onPlaying: () => dispatch({ type: 'played' }),
      onWaiting: () => dispatch({ type: 'starved' }),
    },
    startByHand: () => void video.current?.play(),
  }
}
