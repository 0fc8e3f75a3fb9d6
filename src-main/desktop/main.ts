/** Headwater's desktop window: entry of the Electron main process. It starts an origin and shows its panel. */
import { join } from 'node:path'
import { app, dialog, session, shell } from 'electron'
import { exitCode } from '#contract/program-output.ts'
import { setApplicationMenu } from './application-menu.ts'
import { guardAllContents, guardSession } from './contents-guard.ts'
import type { FailureAction } from './navigation-policy.ts'
import { NodePrograms } from './node-programs.ts'
import { OriginSupervisor } from './origin-supervisor.ts'
import { PanelWindow } from './panel-window.ts'
import { ProcessLog } from './process-log.ts'
import { programPaths } from './program-paths.ts'
import { forkUtility } from './utility-child.ts'

// Before anything is ready: every renderer runs in Chromium's sandbox, whatever its window asks for.
app.enableSandbox()
app.setAppUserModelId('org.headwater.desktop')
if (app.requestSingleInstanceLock()) {
  void app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      dialog.showErrorBox('Headwater cannot start', error instanceof Error ? error.message : String(error))
      app.exit(exitCode.failed)
    })
} else {
  // The one that runs comes to the front (second-instance below).
  app.exit(exitCode.ok)
}

function run(): void {
  const paths = programPaths(__dirname)
  const log = new ProcessLog(join(app.getPath('logs'), 'origin.log'))
  const window = new PanelWindow(paths.preload, log)
  const nodes = new NodePrograms((args, environment) =>
    forkUtility(paths.node_runtime, args, 'Headwater node', environment),
  )
  const supervisor = new OriginSupervisor({
    fork: () => forkUtility(paths.origin_process, [], 'Headwater origin', process.env),
    view: window,
    requests: {
      launchNode: (request, answer) => nodes.launch(request, answer),
      stopNode: (request) => nodes.stop(request),
    },
    log,
  })
  const openLog = () => shell.showItemInFolder(log.file)
  const actions: Readonly<Record<FailureAction, () => void>> = {
    retry: () => supervisor.start(),
    open_log: openLog,
    quit: () => app.quit(),
  }

  const panelUrl = () => window.panelUrl
  guardSession(session.defaultSession, panelUrl)
  guardAllContents({ panelUrl, act: (action) => actions[action]() })
  setApplicationMenu({ signInAgain: () => supervisor.signInAgain(), openLog })

  app.on('second-instance', () => window.open())
  app.on('activate', () => window.open())
  app.on('window-all-closed', () => {
    // On a Mac a program goes on without a window until it is told to quit.
    if (process.platform !== 'darwin') app.quit()
  })
  // Also what SIGTERM and SIGINT lead to. The program ends once the origin has; asked twice, the origin is forced.
  app.on('before-quit', (event) => {
    event.preventDefault()
    void supervisor.stop().then(() => {
      nodes.killAll()
      log.close()
      app.exit(exitCode.ok)
    })
  })

  window.open()
  supervisor.start()
}
