import { app, Menu } from 'electron'
import type { Words } from './languages/words.ts'
import { type MenuActions, menuTemplate } from './menu-template.ts'

/** Sets the menu of the window, or of the whole program on a Mac; set again, it takes the place of the one before. */
export function setApplicationMenu(texts: Words['menu'], actions: MenuActions): void {
  const template = menuTemplate(texts, { platform: process.platform, app: app.name }, actions)
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
