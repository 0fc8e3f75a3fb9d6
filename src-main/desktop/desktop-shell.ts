import { join } from 'node:path'
import { app, session, shell } from 'electron'
import type { DesktopState } from '#contract/desktop.ts'
import type { Language } from '#contract/language.ts'
import { exitCode } from '#contract/program-output.ts'
import { setApplicationMenu } from './application-menu.ts'
import { ask } from './asking.ts'
import { ClusterDesk } from './cluster-desk.ts'
import { ClusterTray } from './cluster-tray.ts'
import { ClusterWatch } from './cluster-watch.ts'
import { guardAllContents, guardSession } from './contents-guard.ts'
import { registerDeepLinks } from './deep-links.ts'
import { doCommand } from './desktop-commands.ts'
import {
  decideClosing,
  questionBeforeHiding,
  questionBeforeInstall,
  questionBeforeLeaving,
  whyNoUpdateNow,
} from './leaving.ts'
import { startAtLogin } from './login-item.ts'
import type { ShellAction } from './navigation-policy.ts'
import { Notices } from './notices.ts'
import { localOrigin, remoteOrigin, type ShownOrigin } from './origin-behind.ts'
import { OriginChooser } from './origin-chooser.ts'
import { PanelLine } from './panel-line.ts'
import { PanelWindow } from './panel-window.ts'
import { Power } from './power.ts'
import { PreferenceFile } from './preferences.ts'
import { ProcessLog } from './process-log.ts'
import { programPaths } from './program-paths.ts'
import { ShellLanguage } from './shell-language.ts'
import { systemLanguages } from './system-languages.ts'
import type { TrayAction, TrayFacts } from './tray-menu.ts'
import { noteUnforeseen } from './unforeseen.ts'
import { updatePolicy } from './update-policy.ts'
import { updateFacts, updater } from './updater.ts'
import { Updates } from './updates.ts'
import { version } from './version.ts'

/** Headwater on a desktop: a window, a tray, notifications, and the origin that they are about. Started once the app is ready. */
export class DesktopShell {
  readonly #paths = programPaths(__dirname)
  readonly #log = new ProcessLog(join(app.getPath('logs'), 'origin.log'))
  readonly #preferences = new PreferenceFile(join(app.getPath('userData'), 'desktop.json'), (text) =>
    this.#log.note(text),
  )
  readonly #language = new ShellLanguage(this.#preferences.current.language, systemLanguages())
  readonly #words = () => this.#language.words
  readonly #start_at_login = startAtLogin()
  readonly #window = new PanelWindow({
    preload: this.#paths.preload,
    log: this.#log,
    words: this.#words,
    onClose: () => void this.#closeWindow(),
    onPage: () => this.#watch.lookNow(),
    onLoadFailed: (reason) => this.#origin.loadFailed(reason),
    onSessionEnd: () => void this.#end(),
  })
  readonly #tray = new ClusterTray(this.#paths.tray_pictures, this.#words, (action) => this.#actTray(action))
  readonly #notices = new Notices(
    (path) => this.#window.openAt(path),
    (text) => this.#log.note(text),
  )
  readonly #power = new Power({
    note: (text) => this.#log.note(text),
    onResume: () => this.#watch.restart(),
    onShutdown: () => void this.#end(),
  })
  readonly #desk = new ClusterDesk({
    view: {
      showTray: (facts) => this.#show(facts),
      notify: (notice) => this.#notices.show(notice),
      keepAwake: (on) => this.#power.keepAwake(on),
    },
    preferences: this.#preferences,
    start_at_login: this.#start_at_login,
    platform: process.platform,
    words: this.#words,
  })
  readonly #watch = new ClusterWatch({
    // The window's session, and so whoever is signed in there.
    fetch: (url, init) => session.defaultSession.fetch(url, init),
    originUrl: () => this.#window.panelUrl,
    listener: this.#desk,
    note: (text) => this.#log.note(text),
  })
  readonly #updates = new Updates({
    policy: updatePolicy(updateFacts()),
    feed: updater(
      () => this.#stopAll(),
      (text) => this.#log.note(text),
    ),
    looksByItself: () => this.#preferences.current.check_for_updates,
    skippedVersion: () => this.#preferences.current.skipped_version,
    skip: (skipped_version) => this.#preferences.change({ skipped_version }),
    waits: () => this.#whyNoUpdateNow(),
    words: this.#words,
    tell: (newer) => {
      const { newVersion, newVersionText: body } = this.#words().notices
      this.#notices.show({ title: newVersion(newer), body, path: '/settings/about' })
    },
    onChanged: () => this.#line.tell(),
    note: (text) => this.#log.note(text),
  })
  readonly #line = new PanelLine({
    window: this.#window,
    state: () => this.#state(),
    ask: (command) => this.#do(command),
  })
  /** What the tray shows. */
  #facts: TrayFacts | null = null
  /** All that runs has ended, and the program may. */
  #is_over = false
  readonly #origin: ShownOrigin
  readonly #chooser: OriginChooser
  #is_asking = false
  #ending: Promise<void> | null = null

  constructor() {
    const choice = this.#preferences.current.origin
    this.#origin =
      choice.kind === 'local'
        ? localOrigin({ paths: this.#paths, window: this.#window, log: this.#log, words: this.#words })
        : remoteOrigin(choice.url, this.#window, this.#words)
    this.#chooser = new OriginChooser({
      window: this.#window,
      preferences: this.#preferences,
      askBySystem: (url, signal) => session.defaultSession.fetch(url, { signal, credentials: 'omit' }),
      words: this.#words,
      back: () => this.#origin.showAgain(),
      apply: () => void this.#startAgain(),
    })
    const panelUrl = () => this.#window.panelUrl
    guardSession(session.defaultSession, panelUrl, choice)
    guardAllContents({
      panelUrl,
      act: (action) => this.#act(action),
      attach: (address) => void this.#chooser.look(address),
    })
    this.#setMenu()
    registerDeepLinks()
    noteUnforeseen((text) => this.#log.note(text))
    app.on('activate', () => this.#window.open())
    app.on('window-all-closed', () => {
      // The program ends when it is told to: it goes on in the tray, and on a Mac in the Dock.
    })
    // What SIGTERM, SIGINT and the end of a session lead to: nobody is there to be asked. Asked twice, the origin is forced.
    app.on('before-quit', (event) => {
      if (this.#is_over) return
      event.preventDefault()
      void this.#end()
    })
  }

  /** @param hidden started at login: the window stays away until somebody wants it */
  start(hidden: boolean): void {
    this.#desk.refresh()
    if (hidden) this.#window.openHidden()
    else this.#window.open()
    this.#origin.start()
    this.#watch.start()
    this.#updates.start()
  }

  open(): void {
    this.#window.open()
  }

  openAt(path: string): void {
    this.#window.openAt(path)
  }

  /** Ends the program, after a question where something would be lost. */
  async leave(): Promise<void> {
    if (await this.#mayLeave()) await this.#end()
  }

  async #mayLeave(): Promise<boolean> {
    const question = questionBeforeLeaving(this.#preferences.current.origin, this.#desk.status, this.#words().leaving)
    if (question === null) return true
    // The question that is open counts.
    if (this.#is_asking) return false
    this.#is_asking = true
    return await ask(question).finally(() => {
      this.#is_asking = false
    })
  }

  /** Another origin is chosen: the program starts again with it. */
  async #startAgain(): Promise<void> {
    // An AppImage is mounted somewhere else at each start; the file itself is what can be started again.
    const { APPIMAGE } = process.env
    app.relaunch(APPIMAGE === undefined ? {} : { execPath: APPIMAGE })
    await this.#end()
  }

  /** Ends the origin in order, then the program. A second call forces it. */
  async #end(): Promise<void> {
    await this.#stopAll()
    app.exit(exitCode.ok)
  }

  /** Ends all that this program runs; a second call forces it. */
  async #stopAll(): Promise<void> {
    // First: an origin that is told to end is none that does not answer.
    this.#watch.stop()
    this.#updates.stop()
    const stopped = this.#origin.stop()
    this.#ending ??= stopped.then(() => {
      this.#desk.stop()
      this.#tray.destroy()
      this.#window.destroy()
      this.#log.close()
      this.#is_over = true
    })
    await this.#ending
  }

  async #closeWindow(): Promise<void> {
    const { close_to_tray, hiding_explained } = this.#preferences.current
    const is_live = this.#preferences.current.origin.kind === 'local' && this.#desk.status.live_streams.length > 0
    const closing = decideClosing(process.platform, close_to_tray, hiding_explained, is_live)
    if (closing === 'quit') {
      await this.leave()
      return
    }
    if (closing === 'explain_then_hide') {
      if (this.#is_asking) return
      this.#is_asking = true
      const wants_quit = await ask(questionBeforeHiding(this.#words().leaving)).finally(() => {
        this.#is_asking = false
      })
      this.#preferences.change({ hiding_explained: true })
      if (wants_quit) {
        await this.leave()
        return
      }
    }
    this.#window.hide()
  }

  #act(action: ShellAction): void {
    switch (action) {
      case 'retry':
        this.#origin.start()
        break
      case 'open_log':
        this.#openLog()
        break
      case 'quit':
        void this.leave()
        break
      case 'choose_origin':
        this.#chooser.open()
        break
      case 'use_local':
        void this.#ifMayLeave(() => this.#chooser.useLocal())
        break
      case 'confirm':
        void this.#ifMayLeave(() => this.#chooser.confirm())
        break
      case 'back':
        this.#chooser.back()
        break
      default:
        action satisfies never
    }
  }

  async #ifMayLeave(act: () => void): Promise<void> {
    if (await this.#mayLeave()) act()
  }

  #show(facts: TrayFacts): void {
    this.#facts = facts
    this.#tray.show(facts)
    this.#line.tell()
  }

  #state(): DesktopState {
    const { check_for_updates } = this.#preferences.current
    const { remote_host = null, paused_until = null, starts_at_login = null, closes_to_tray = null } = this.#facts ?? {}
    return {
      version,
      language: this.#words().language,
      remote_host,
      update: this.#updates.state,
      checks_for_updates: check_for_updates,
      update_waits: this.#whyNoUpdateNow(),
      alerts_paused_until: paused_until === null ? null : new Date(paused_until).toISOString(),
      starts_at_login,
      closes_to_tray,
    }
  }

  #do(command: unknown) {
    return doCommand(command, {
      preferences: this.#preferences,
      updates: this.#updates,
      install: () => void this.#install(),
      openExternally: (url) => void shell.openExternal(url),
      pauseAlerts: (for_ms) => this.#desk.pauseAlerts(for_ms),
      tryNotification: () =>
        this.#notices.show({
          title: 'Headwater',
          body: this.#words().notices.tryText,
          path: '/settings/notifications',
        }),
      setStartAtLogin: (on) => this.#start_at_login.set(on),
      chooseOrigin: () => this.#chooser.open(),
      setLanguage: (language) => this.#setLanguage(language),
      words: this.#words,
      refresh: () => this.#desk.refresh(),
    })
  }

  /** No page installs anything: its user says so in a window of the system's. */
  async #install(): Promise<void> {
    const newer = this.#updates.ready_version
    if (newer === null || this.#is_asking) return
    this.#is_asking = true
    const is_wanted = await ask(questionBeforeInstall(newer, this.#words().leaving)).finally(() => {
      this.#is_asking = false
    })
    if (is_wanted) this.#updates.installNow()
  }

  #actTray(action: TrayAction): void {
    switch (action.kind) {
      case 'open':
        if (action.path === null) this.#window.open()
        else this.#window.openAt(action.path)
        break
      case 'pause_alerts':
        this.#desk.pauseAlerts(action.for_ms)
        break
      case 'set_start_at_login':
        this.#start_at_login.set(action.on)
        this.#desk.refresh()
        break
      case 'set_close_to_tray':
        this.#preferences.change({ close_to_tray: action.on })
        this.#desk.refresh()
        break
      case 'choose_origin':
        this.#window.open()
        this.#chooser.open()
        break
      case 'quit':
        void this.leave()
        break
      default:
        action satisfies never
    }
  }

  /** The tray and the panel follow with the next look at how things are. */
  #setLanguage(language: Language): void {
    if (language !== this.#preferences.current.language) this.#preferences.change({ language })
    if (this.#language.choose(language)) this.#setMenu()
  }

  #setMenu(): void {
    setApplicationMenu(this.#words().menu, {
      signInAgain: this.#origin.signInAgain,
      chooseOrigin: () => this.#chooser.open(),
      openLog: () => this.#openLog(),
      leave: () => void this.leave(),
    })
  }

  #whyNoUpdateNow(): string | null {
    return whyNoUpdateNow(this.#preferences.current.origin, this.#desk.status, this.#words().leaving)
  }

  #openLog(): void {
    shell.showItemInFolder(this.#log.file)
  }
}
