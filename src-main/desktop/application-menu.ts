import { Menu, type MenuItemConstructorOptions } from 'electron'

/** What the menu can do besides what every program's can. */
export interface MenuActions {
  readonly signInAgain: () => void
  readonly openLog: () => void
}

/** The menu: what each platform expects, and a little more. */
export function setApplicationMenu({ signInAgain, openLog }: MenuActions): void {
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  const template: MenuItemConstructorOptions[] = [
    ...mac,
    {
      role: 'fileMenu',
      submenu: [
        { label: 'Sign In Again', click: signInAgain },
        { type: 'separator' },
        process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'Show the Log', click: openLog }] },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
