import { app, Menu, type MenuItemConstructorOptions } from 'electron'

/** What the menu can do besides what every program's can. */
export interface MenuActions {
  /** null: the origin is remote, and signs nobody in by itself. */
  readonly signInAgain: (() => void) | null
  readonly chooseOrigin: () => void
  readonly openLog: () => void
  /** Asks first, where streams are live. */
  readonly leave: () => void
}

/** The menu: what each platform expects, and a little more. */
export function setApplicationMenu({ signInAgain, chooseOrigin, openLog, leave }: MenuActions): void {
  const is_mac = process.platform === 'darwin'
  // In place of the role, which ends the program without asking.
  const quit: MenuItemConstructorOptions = {
    label: is_mac ? `Quit ${app.name}` : 'Quit',
    accelerator: 'CommandOrControl+Q',
    click: leave,
  }
  // As the role appMenu has it, but for the end.
  const mac: MenuItemConstructorOptions = {
    label: app.name,
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      quit,
    ],
  }
  const again: MenuItemConstructorOptions[] =
    signInAgain === null ? [] : [{ label: 'Sign In Again', click: signInAgain }]
  const template: MenuItemConstructorOptions[] = [
    ...(is_mac ? [mac] : []),
    {
      role: 'fileMenu',
      submenu: [
        ...again,
        { label: 'Choose Origin…', click: chooseOrigin },
        { type: 'separator' },
        is_mac ? { role: 'close' } : quit,
      ],
    },
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'Show the Log', click: openLog }] },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
