import mpegts from 'mpegts.js'
import { NodeLoader } from './node-loader.ts'
import { ENDED, endOf, factsOf, JUMP_AFTER_S, type Player, type PlayOptions } from './player.ts'

/** Whether this browser can play HTTP-FLV: it takes Media Source Extensions for that. */
export function canPlayFlv(): boolean {
  return mpegts.getFeatureList().mseLivePlayback
}

/** Plays HTTP-FLV in a video element; stays within about a second and a half of what arrives. */
export function playFlv(video: HTMLVideoElement, { url, onError }: PlayOptions): Player {
  mpegts.LoggingControl.enableAll = false
  const player = mpegts.createPlayer(
    { type: 'flv', isLive: true, url },
    {
      enableStashBuffer: false,
      liveSync: true,
      liveSyncTargetLatency: 0.8,
      liveSyncMaxLatency: 1.6,
      liveSyncPlaybackRate: 1.1,
      autoCleanupSourceBuffer: true,
      customLoader: NodeLoader,
    },
  )
  let received_kbps = 0
  player.on(mpegts.Events.ERROR, (type: string, detail: string, info: { code?: number } | undefined) => {
    onError({ type, detail, status: info?.code ?? null })
  })
  // The node closes the connection when the stream is over there.
  player.on(mpegts.Events.LOADING_COMPLETE, () => onError(ENDED))
  player.on(mpegts.Events.STATISTICS_INFO, ({ speed = 0 }: { speed?: number }) => {
    received_kbps = speed * 8.192
  })
  const jump = () => {
    const end = endOf(video)
    if (end - video.currentTime > JUMP_AFTER_S) video.currentTime = end - 0.5
  }
  video.addEventListener('play', jump)
  player.attachMediaElement(video)
  player.load()
  return {
    facts: () => factsOf(video, received_kbps),
    stop: () => {
      video.removeEventListener('play', jump)
      player.destroy()
    },
  }
}
