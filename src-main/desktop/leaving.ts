import type { ClusterStatus } from './cluster-status.ts'
import type { Words } from './languages/words.ts'
import type { OriginChoice } from './preferences.ts'

/** What is asked before something that cannot be taken back; the first button is the safe one. */
export interface Question {
  readonly message: string
  readonly detail: string
  readonly keep: string
  readonly go: string
}

/**
 * What is asked before the program ends; null: nothing, it may end. A remote origin goes on by itself, so there is
 * nothing to ask.
 */
export function questionBeforeLeaving(
  choice: OriginChoice,
  { live_streams, viewers, runs_active }: ClusterStatus,
  texts: Words['leaving'],
): Question | null {
  if (choice.kind === 'remote') return null
  const buttons = { keep: texts.keepRunning, go: texts.quitAnyway }
  const [first, ...others] = live_streams
  if (first !== undefined) {
    const runs = runs_active === 0 ? '' : ` ${texts.runsStop(runs_active)}`
    return {
      message: others.length === 0 ? texts.oneLive(first.path, viewers) : texts.manyLive(live_streams.length, viewers),
      detail: `${texts.liveDetail}${runs}`,
      ...buttons,
    }
  }
  if (runs_active > 0) return { message: texts.runsActive(runs_active), detail: texts.runsDetail, ...buttons }
  return null
}

/** What is said once, as the window closes and the program goes on. */
export function questionBeforeHiding({ hiding, hidingDetail, keepRunning, quit }: Words['leaving']): Question {
  return { message: hiding, detail: hidingDetail, keep: keepRunning, go: quit }
}

/** What is asked before a version is installed. */
export function questionBeforeInstall(version: string, texts: Words['leaving']): Question {
  const { install, installDetail, notNow, installAndRestart } = texts
  return { message: install(version), detail: installDetail, keep: notNow, go: installAndRestart }
}

/** Why nothing is downloaded or installed now, for a person; null: it may be. */
export function whyNoUpdateNow(
  choice: OriginChoice,
  { live_streams, runs_active }: ClusterStatus,
  texts: Words['leaving'],
): string | null {
  // A remote origin notices nothing of it.
  if (choice.kind === 'remote') return null
  if (live_streams.length > 0) return texts.waitsForStream
  if (runs_active > 0) return texts.waitsForRun
  return null
}

/** What closing the window does. */
export type Closing = 'hide' | 'explain_then_hide' | 'quit'

/**
 * Decides what becomes of a window that is closed.
 * @param wish of the user; null: none. On a Mac programs go on without a window; on Windows they may go on in the tray;
 * on Linux many desktops have no tray, and a program that nobody sees would be a riddle
 * @param is_live whether a stream is live on this computer's origin: then it goes on wherever it can be reached again
 */
export function decideClosing(
  platform: NodeJS.Platform,
  wish: boolean | null,
  explained: boolean,
  is_live: boolean,
): Closing {
  if (platform === 'darwin') return 'hide'
  const hides = wish ?? (platform === 'win32' || is_live)
  if (!hides) return 'quit'
  return explained ? 'hide' : 'explain_then_hide'
}
