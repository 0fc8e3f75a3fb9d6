import mpegts from 'mpegts.js'
import type { PlayerError } from './play-failure.ts'

/** What can be told of a picture that plays. */
export interface PlayFacts {
  /** Time between what has arrived and what is on the screen, in ms. */
  readonly delay_ms: number
  readonly received_kbps: number
  readonly width: number
  readonly height: number
  readonly dropped_frames: number
}

/** A picture that plays until it is stopped. Other protocols bring their own implementation. */
export interface Player {
  facts(): PlayFacts
  stop(): void
}

interface PlayOptions {
  readonly url: string
  readonly onError: (error: PlayerError) => void
}

/** Paused for longer than this, playing goes on with what is live and not with what was. */
const JUMP_AFTER_S = 4

/** Whether this browser can play live streams through Media Source Extensions. */
export function canPlayLive(): boolean {
  return mpegts.getFeatureList().mseLivePlayback
}

/** Plays HTTP-FLV in a video element; stays within about a second and a half of what arrives. */
export function playFlv(video: HTMLVideoElement, { url, onError }: PlayOptions): Player {
  mpegts.LoggingControl.enableAll = false
  const player = mpegts.createPlayer(
    { type: 'flv', isLive: true, url, cors: true, withCredentials: false },
    {
      enableStashBuffer: false,
      liveSync: true,
      liveSyncTargetLatency: 0.8,
      liveSyncMaxLatency: 1.6,
      liveSyncPlaybackRate: 1.1,
      autoCleanupSourceBuffer: true,
      referrerPolicy: 'no-referrer',
    },
  )
  let received_kbps = 0
  player.on(mpegts.Events.ERROR, (type: string, detail: string, info: { code?: number } | undefined) => {
    onError({ type, detail, status: info?.code ?? null })
  })
  // The node closes the connection when the stream is over there.
  player.on(mpegts.Events.LOADING_COMPLETE, () => onError({ type: 'NetworkError', detail: 'EarlyEof', status: null }))
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
    facts: () => {
      const quality = video.getVideoPlaybackQuality()
      return {
        delay_ms: Math.max(0, endOf(video) - video.currentTime) * 1_000,
        received_kbps,
        width: video.videoWidth,
        height: video.videoHeight,
        dropped_frames: quality.droppedVideoFrames,
      }
    },
    stop: () => {
      video.removeEventListener('play', jump)
      player.destroy()
    },
  }
}

function endOf({ buffered, currentTime }: HTMLVideoElement): number {
  return buffered.length === 0 ? currentTime : buffered.end(buffered.length - 1)
}
