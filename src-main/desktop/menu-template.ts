import type { MenuItemConstructorOptions } from 'electron'
import type { Words } from './languages/words.ts'

/** What the menu can do besides what every program's can. */
export interface MenuActions {
  /** null: the origin is remote, and signs nobody in by itself. */
  readonly signInAgain: (() => void) | null
  readonly chooseOrigin: () => void
  readonly openLog: () => void
  /** Asks first, where streams are live. */
  readonly leave: () => void
}

export interface MenuFacts {
  readonly platform: NodeJS.Platform
  /** Name of the program. */
  readonly app: string
}

type Texts = Words['menu']
const line: MenuItemConstructorOptions = { type: 'separator' }

/**
 * The menu: what each platform expects, and a little more. Entries keep Electron's roles, which do what they say and bring their keys; their
 * words are ours, for Electron's are English in every language.
 */
export function menuTemplate(texts: Texts, facts: MenuFacts, actions: MenuActions): MenuItemConstructorOptions[] {
  const { app, platform } = facts
  const { signInAgain, chooseOrigin, openLog, leave } = actions
  const is_mac = platform === 'darwin'
  // In place of the role, which ends the program without asking.
  const quit: MenuItemConstructorOptions = {
    label: is_mac ? texts.quitApp(app) : texts.quit,
    accelerator: 'CommandOrControl+Q',
    click: leave,
  }
  const again: MenuItemConstructorOptions[] =
    signInAgain === null ? [] : [{ label: texts.signInAgain, click: signInAgain }]
  return [
    ...(is_mac ? [appMenu(texts, app, quit)] : []),
    {
      role: 'fileMenu',
      label: texts.file,
      submenu: [
        ...again,
        { label: texts.chooseOrigin, click: chooseOrigin },
        line,
        is_mac ? { role: 'close', label: texts.closeWindow } : quit,
      ],
    },
    editMenu(texts, is_mac),
    viewMenu(texts),
    windowMenu(texts, is_mac),
    { role: 'help', label: texts.help, submenu: [{ label: texts.showLog, click: openLog }] },
  ]
}

/** As the role appMenu has it, but for the end. */
function appMenu(texts: Texts, app: string, quit: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    label: app,
    submenu: [
      { role: 'about', label: texts.about(app) },
      line,
      { role: 'services', label: texts.services },
      line,
      { role: 'hide', label: texts.hide(app) },
      { role: 'hideOthers', label: texts.hideOthers },
      { role: 'unhide', label: texts.showAll },
      line,
      quit,
    ],
  }
}

function editMenu(texts: Texts, is_mac: boolean): MenuItemConstructorOptions {
  const remove: MenuItemConstructorOptions = { role: 'delete', label: texts.delete }
  const all: MenuItemConstructorOptions = { role: 'selectAll', label: texts.selectAll }
  const rest: MenuItemConstructorOptions[] = is_mac
    ? [
        { role: 'pasteAndMatchStyle', label: texts.pasteAndMatchStyle },
        remove,
        all,
        line,
        {
          label: texts.substitutions,
          submenu: [
            { role: 'showSubstitutions', label: texts.showSubstitutions },
            line,
            { role: 'toggleSmartQuotes', label: texts.smartQuotes },
            { role: 'toggleSmartDashes', label: texts.smartDashes },
            { role: 'toggleTextReplacement', label: texts.textReplacement },
          ],
        },
        {
          label: texts.speech,
          submenu: [
            { role: 'startSpeaking', label: texts.startSpeaking },
            { role: 'stopSpeaking', label: texts.stopSpeaking },
          ],
        },
      ]
    : [remove, line, all]
  return {
    role: 'editMenu',
    label: texts.edit,
    submenu: [
      { role: 'undo', label: texts.undo },
      { role: 'redo', label: texts.redo },
      line,
      { role: 'cut', label: texts.cut },
      { role: 'copy', label: texts.copy },
      { role: 'paste', label: texts.paste },
      ...rest,
    ],
  }
}

function viewMenu(texts: Texts): MenuItemConstructorOptions {
  return {
    role: 'viewMenu',
    label: texts.view,
    submenu: [
      { role: 'reload', label: texts.reload },
      { role: 'forceReload', label: texts.forceReload },
      { role: 'toggleDevTools', label: texts.developerTools },
      line,
      { role: 'resetZoom', label: texts.actualSize },
      { role: 'zoomIn', label: texts.zoomIn },
      { role: 'zoomOut', label: texts.zoomOut },
      line,
      { role: 'togglefullscreen', label: texts.fullScreen },
    ],
  }
}

function windowMenu(texts: Texts, is_mac: boolean): MenuItemConstructorOptions {
  const rest: MenuItemConstructorOptions[] = is_mac
    ? [line, { role: 'front', label: texts.bringAllToFront }]
    : [{ role: 'close', label: texts.closeWindow }]
  return {
    role: 'windowMenu',
    label: texts.window,
    submenu: [{ role: 'minimize', label: texts.minimize }, { role: 'zoom', label: texts.zoom }, ...rest],
  }
}
