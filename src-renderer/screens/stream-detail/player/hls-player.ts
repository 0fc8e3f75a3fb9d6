import Hls from 'hls.js'
import { HlsNodeLoader } from './hls-node-loader.ts'
import type { PlayerError } from './play-failure.ts'
import { ENDED, factsOf, JUMP_AFTER_S, type Player, type PlayOptions } from './player.ts'
import { ReceivedRate } from './received-rate.ts'

/** Whether this browser can play HLS: through Media Source Extensions, or what Safari has in their place on phones. */
export function canPlayHls(): boolean {
  return Hls.isSupported()
}

/** Plays HLS in a video element, from the node through the door. */
export function playHls(video: HTMLVideoElement, { url, onError }: PlayOptions): Player {
  const received = new ReceivedRate()
  const hls = new Hls({
    lowLatencyMode: true,
    backBufferLength: 10,
    maxBufferLength: 20,
    maxLiveSyncPlaybackRate: 1.1,
    loader: HlsNodeLoader,
    // Segments are fragmented MP4, which is no work; the page's policy allows no worker of a blob.
    enableWorker: false,
  })
  let recovered = false
  hls.on(Hls.Events.FRAG_LOADED, (_, { payload }) => received.add(payload.byteLength, performance.now()))
  hls.on(Hls.Events.ERROR, (_, { fatal, type, details, response }) => {
    if (!fatal) return
    if (type === Hls.ErrorTypes.MEDIA_ERROR && !recovered && !details.includes('Codec')) {
      // Once: hls.js builds its buffers anew, which mends what a hiccup of the encoder broke.
      recovered = true
      hls.recoverMediaError()
      return
    }
    onError(errorOf(type, details, response?.code))
  })
  const onEnded = () => onError(ENDED)
  const jump = () => {
    const live = hls.liveSyncPosition
    if (live !== null && live - video.currentTime > JUMP_AFTER_S) video.currentTime = live
  }
  video.addEventListener('ended', onEnded)
  video.addEventListener('play', jump)
  hls.loadSource(url)
  hls.attachMedia(video)
  return {
    facts: () => factsOf(video, received.kbps(performance.now())),
    stop: () => {
      video.removeEventListener('ended', onEnded)
      video.removeEventListener('play', jump)
      hls.destroy()
    },
  }
}

/** An error of hls.js in the words of {@link PlayerError}. Names of types and details: hls.js, `ErrorTypes` and `ErrorDetails`. */
function errorOf(type: string, details: string, status: number | undefined): PlayerError {
  if (type === Hls.ErrorTypes.NETWORK_ERROR) {
    const refused = status !== undefined && status >= 400
    return { type: 'NetworkError', detail: refused ? 'HttpStatusCodeInvalid' : 'Exception', status: status ?? null }
  }
  const detail = details.includes('Codec') ? 'CodecUnsupported' : details
  return { type: 'MediaError', detail, status: null }
}
