import { askKeyring } from './keyring.ts'
import type { Words } from './languages/words.ts'
import { NodePrograms } from './node-programs.ts'
import { OriginSupervisor } from './origin-supervisor.ts'
import type { PanelWindow } from './panel-window.ts'
import type { ProcessLog } from './process-log.ts'
import type { ProgramPaths } from './program-paths.ts'
import { unreachableReason } from './unreachable-reason.ts'
import { forkUtility } from './utility-child.ts'

/** The origin that the window shows: the one that this program runs, or one elsewhere. */
export interface ShownOrigin {
  /** Starts it, or tries again. */
  start(): void
  /** Ends it where it is this program's; a second call forces it. */
  stop(): Promise<void>
  /** Opens the panel signed in; null: only the panel itself signs somebody in. */
  readonly signInAgain: (() => void) | null
  /** Its panel did not load; Chromium's name of the reason. */
  loadFailed(reason: string): void
  /** Shows its panel, or why there is none, after another page took its place. */
  showAgain(): void
}

/** The origin of this computer, as a process of its own. */
export function localOrigin(parts: {
  readonly paths: ProgramPaths
  readonly window: PanelWindow
  readonly log: ProcessLog
  /** What the shell says now. */
  readonly words: () => Words
}): ShownOrigin {
  const { paths, window, log, words } = parts
  const note = (text: string) => log.note(text)
  const nodes = new NodePrograms((args, environment) =>
    forkUtility(paths.node_runtime, args, 'Headwater node', environment, note),
  )
  const supervisor = new OriginSupervisor({
    fork: () => forkUtility(paths.origin_process, [], 'Headwater origin', process.env, note),
    view: window,
    requests: {
      launchNode: (request, answer) => nodes.launch(request, answer),
      stopNode: (request) => nodes.stop(request),
      askKeyring,
    },
    log,
  })
  return {
    start: () => {
      supervisor.start()
      // Where the origin runs and only its panel did not load.
      supervisor.showAgain()
    },
    stop: async () => {
      await supervisor.stop()
      nodes.killAll()
    },
    signInAgain: () => supervisor.signInAgain(),
    loadFailed: (reason) => {
      // Where the origin has ended, the supervisor shows that in a moment.
      const { panelFailed: title, panelSilent, panelSilentHint: hint } = words().pages
      window.showTold({ title, message: panelSilent(reason), hint, is_origins: false })
    },
    showAgain: () => supervisor.showAgain(),
  }
}

/** An origin on another computer, which goes on whatever this program does. */
export function remoteOrigin(url: string, window: PanelWindow, words: () => Words): ShownOrigin {
  const show = () => window.showPanel({ url, sign_in_url: url })
  return {
    start: show,
    stop: () => Promise.resolve(),
    signInAgain: null,
    loadFailed: (reason) => {
      const texts = words().pages
      const told = unreachableReason(new URL(url).host, reason, texts)
      window.showTold({ title: texts.remoteFailed, ...told, is_origins: false })
    },
    showAgain: show,
  }
}
