import type { PlayerError } from './play-failure.ts'

/** What can be told of a picture that plays. */
export interface PlayFacts {
  /** Time between what has arrived and what is on the screen, in ms. */
  readonly delay_ms: number
  /** Null: not known yet. */
  readonly received_kbps: number | null
  readonly width: number
  readonly height: number
  readonly dropped_frames: number
}

/** A picture that plays until it is stopped. */
export interface Player {
  facts(): PlayFacts
  stop(): void
}

export interface PlayOptions {
  readonly url: string
  readonly onError: (error: PlayerError) => void
}

/** Paused for longer than this, playing goes on with what is live and not with what was. */
export const JUMP_AFTER_S = 4

/** The connection, or the playlist, is over. */
export const ENDED: PlayerError = { type: 'NetworkError', detail: 'EarlyEof', status: null }

/** Up to where it has arrived, in s on the clock of the element. */
export function endOf({ buffered, currentTime }: HTMLVideoElement): number {
  return buffered.length === 0 ? currentTime : buffered.end(buffered.length - 1)
}

export function factsOf(video: HTMLVideoElement, received_kbps: number | null): PlayFacts {
  return {
    delay_ms: Math.max(0, endOf(video) - video.currentTime) * 1_000,
    received_kbps,
    width: video.videoWidth,
    height: video.videoHeight,
    dropped_frames: video.getVideoPlaybackQuality().droppedVideoFrames,
  }
}
