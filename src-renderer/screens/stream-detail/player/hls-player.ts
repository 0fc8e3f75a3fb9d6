import Hls from 'hls.js'
import type { PlayerError } from './play-failure.ts'
import { ENDED, factsOf, type Player, type PlayOptions } from './player.ts'
import { ReceivedRate } from './received-rate.ts'

const NATIVE = 'application/vnd.apple.mpegurl'

/** Whether this browser can play HLS, by itself or through Media Source Extensions. */
export function canPlayHls(video: HTMLVideoElement): boolean {
  return Hls.isSupported() || video.canPlayType(NATIVE) !== ''
}

/** Plays HLS in a video element: by hls.js where the browser lets it, else by the browser itself (Safari on a phone). */
export function playHls(video: HTMLVideoElement, options: PlayOptions): Player {
  return Hls.isSupported() ? playByHlsJs(video, options) : playNatively(video, options)
}

function playByHlsJs(video: HTMLVideoElement, { url, onError }: PlayOptions): Player {
  const received = new ReceivedRate()
  const hls = new Hls({
    lowLatencyMode: true,
    backBufferLength: 10,
    maxBufferLength: 20,
    maxLiveSyncPlaybackRate: 1.1,
    // Segments are fragmented MP4 or need little work; a worker of a blob would need leave in the page's policy.
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
  video.addEventListener('ended', onEnded)
  function onEnded() {
    onError(ENDED)
  }
  hls.loadSource(url)
  hls.attachMedia(video)
  return {
    facts: () => factsOf(video, received.kbps(performance.now())),
    stop: () => {
      video.removeEventListener('ended', onEnded)
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

function playNatively(video: HTMLVideoElement, { url, onError }: PlayOptions): Player {
  const onFailed = () => {
    // The browser says no more than that: a network that failed, or something that it cannot play.
    const { code = 0 } = video.error ?? {}
    if (code === MediaError.MEDIA_ERR_DECODE) return onError({ type: 'MediaError', detail: 'decode', status: null })
    onError({ type: 'NetworkError', detail: 'Exception', status: null })
  }
  const onEnded = () => onError(ENDED)
  video.addEventListener('error', onFailed)
  video.addEventListener('ended', onEnded)
  video.src = url
  return {
    facts: () => factsOf(video, null),
    stop: () => {
      video.removeEventListener('error', onFailed)
      video.removeEventListener('ended', onEnded)
      video.removeAttribute('src')
      video.load()
    },
  }
}
