import type { ClusterStatus } from './cluster-status.ts'
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
): Question | null {
  if (choice.kind === 'remote') return null
  const keep = 'Keep Running'
  const go = 'Quit Anyway'
  if (live_streams.length > 0) {
    const [first] = live_streams
    const what =
      live_streams.length === 1 ? `${first?.path ?? 'A stream'} is live` : `${live_streams.length} streams are live`
    const runs = runs_active === 0 ? '' : ` ${operations(runs_active)} stops at its next safe point.`
    return {
      message: `${what}, with ${viewers === 1 ? '1 viewer' : `${viewers} viewers`}`,
      detail: `This computer is the origin. What is published to it ends with it. Other nodes go on with what they have, but nobody watches over them until it is back.${runs}`,
      keep,
      go,
    }
  }
  if (runs_active > 0) {
    return {
      message: `${operations(runs_active)} is under way`,
      detail: 'It stops at its next safe point, and can be resumed when Headwater runs again.',
      keep,
      go,
    }
  }
  return null
}

/** Why nothing is downloaded or installed now, for a person; null: it may be. */
export function whyNoUpdateNow(choice: OriginChoice, { live_streams, runs_active }: ClusterStatus): string | null {
  // A remote origin notices nothing of it.
  if (choice.kind === 'remote') return null
  if (live_streams.length > 0) return 'A stream is live through this computer. Updates wait until it is over.'
  if (runs_active > 0) return 'Something is being done on a node. Updates wait until it is over.'
  return null
}

function operations(number: number): string {
  return number === 1 ? 'An operation on a node' : `What is done on ${number} nodes`
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
