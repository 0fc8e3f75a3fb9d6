import { join } from 'node:path'
import { Menu, type MenuItemConstructorOptions, Tray } from 'electron'
import type { Words } from './languages/words.ts'
import { type TrayAction, type TrayFacts, type TrayItem, trayMenu, trayToolTip } from './tray-menu.ts'
import { trayPicture } from './tray-picture.ts'

/**
 * The sign in the tray. On desktops without one (GNOME as it comes) it is simply not seen, so that everything in it is in
 * the window or its menu, too.
 */
export class ClusterTray {
  readonly #pictures: string
  readonly #act: (action: TrayAction) => void
  readonly #words: () => Words
  /** Made with the first facts; kept, for a tray that is collected vanishes. */
  #tray: Tray | null = null
  #shown = ''

  /** @param pictures folder of tray-pictures/ @param words what the shell says now */
  constructor(pictures: string, words: () => Words, act: (action: TrayAction) => void) {
    this.#words = words
    this.#pictures = pictures
    this.#act = act
  }

  show(facts: TrayFacts): void {
    const words = this.#words()
    const items = trayMenu(facts, words)
    const tool_tip = trayToolTip(facts, words)
    const picture = join(this.#pictures, trayPicture(process.platform, facts.status.health))
    const shown = JSON.stringify([items, tool_tip, picture])
    // A menu that is set while it is open closes on some desktops: only when something is different.
    if (shown === this.#shown) return
    this.#shown = shown
    if (this.#tray === null) {
      this.#tray = new Tray(picture)
      // On Linux, and on a Mac with a menu, a click opens the menu and this is not told.
      this.#tray.on('click', () => this.#act({ kind: 'open', path: null }))
    } else {
      this.#tray.setImage(picture)
    }
    this.#tray.setToolTip(tool_tip)
    // On Linux changes of a menu's items are not seen until the menu is set again.
    this.#tray.setContextMenu(Menu.buildFromTemplate(items.map((item) => this.#itemOf(item))))
  }

  destroy(): void {
    this.#tray?.destroy()
    this.#tray = null
    this.#shown = ''
  }

  #itemOf(item: TrayItem): MenuItemConstructorOptions {
    if (item.kind === 'line') return { type: 'separator' }
    const { label, action, checked } = item
    // Menus of Windows and Linux take & for a mnemonic.
    const shown = { label: label.replaceAll('&', '&&') }
    if (action === null) return { ...shown, enabled: false }
    const click = () => this.#act(action)
    return checked === null ? { ...shown, click } : { ...shown, click, type: 'checkbox', checked }
  }
}
