import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'

const player = fileURLToPath(import.meta.resolve('hls.js/dist/hls.min.js'))

const page = `<!doctype html><html lang="en"><title>Player</title><link rel="icon" href="data:,">
<video muted autoplay playsinline width="640" height="360"></video>
<script src="/hls.js"></script>
<script>
  const asked = new URLSearchParams(location.search)
  const video = document.querySelector('video')
  const errors = []
  window.state = () => ({
    at_s: video.currentTime,
    width: video.videoWidth,
    height: video.videoHeight,
    frames: video.getVideoPlaybackQuality().totalVideoFrames,
    sound_bytes: video.webkitAudioDecodedByteCount,
    stalls,
    refused,
    recoveries,
    delay_ms: window.hls && window.hls.playingDate ? Date.now() - window.hls.playingDate.getTime() : null,
    levels: window.hls ? window.hls.levels.length : 0,
    sounds: window.hls ? window.hls.audioTracks.length : 0,
    errors,
  })
  let stalls = 0
  let refused = 0
  let recoveries = 0
  /** What a buffer cannot take, such as one more track, is played by opening the stream anew. */
  const recover = () => {
    recoveries++
    window.hls.loadSource(asked.get('src'))
  }
  video.addEventListener('error', () => errors.push('video: ' + video.error.message))
  if (asked.get('native') === 'yes') {
    video.src = asked.get('src')
    video.addEventListener('waiting', () => stalls++)
  } else {
    window.hls = new Hls({ lowLatencyMode: asked.get('low') !== 'no', backBufferLength: 10, maxLiveSyncPlaybackRate: 1.5 })
    window.hls.on(Hls.Events.ERROR, (_, { type, details, fatal, reason }) => {
      if (details === 'bufferStalledError' || details === 'bufferNudgeOnStall') stalls++
      else if (type === Hls.ErrorTypes.MEDIA_ERROR && fatal) setTimeout(recover, 1000)
      else if (details === 'bufferAppendError') refused++
      else if (fatal) errors.push(details + (reason ? ': ' + reason : ''))
    })
    window.hls.loadSource(asked.get('src'))
    window.hls.attachMedia(video)
  }
</script></html>`

/** A page with a player for HLS, as a site would have it: hls.js, or what the browser plays by itself. */
export interface HlsPage extends AsyncDisposable {
  /** Where the page plays this. */
  play(src: string, how?: 'native' | 'low' | 'usual'): string
}

/** What the page's player says of itself. */
export interface HlsPageState {
  readonly at_s: number
  readonly width: number
  readonly height: number
  readonly frames: number
  readonly sound_bytes: number
  readonly stalls: number
  /** Pieces that the browser did not take, and how often hls.js began with a new buffer for it. */
  readonly refused: number
  readonly recoveries: number
  readonly delay_ms: number | null
  readonly levels: number
  readonly sounds: number
  readonly errors: readonly string[]
}

export async function serveHlsPage(): Promise<HlsPage> {
  const script = await readFile(player)
  const server = createServer((request, response) => {
    const asks_script = request.url === '/hls.js'
    response.writeHead(200, { 'content-type': asks_script ? 'text/javascript' : 'text/html; charset=utf-8' })
    response.end(asks_script ? script : page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    play(src, how = 'low') {
      const query = new URLSearchParams({
        src,
        native: how === 'native' ? 'yes' : 'no',
        low: how === 'usual' ? 'no' : 'yes',
      })
      return `http://127.0.0.1:${port}/?${query}`
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
