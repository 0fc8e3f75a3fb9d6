import { resolve } from 'node:path'
import { app } from 'electron'
import { DEEP_LINK_SCHEME, deepLinkAmong, pathOfDeepLink } from './deep-link.ts'

/**
 * Hears of deep links in every way a system tells of them, and hands on the screen that each opens; a link that is none
 * opens nothing. To be called before the app is ready: a Mac tells of the link that started the program before that.
 * @param onStarted called for every other start of the program, with or without a link
 */
export function hearDeepLinks(open: (path: string) => void, onStarted: () => void): void {
  const take = (link: string | null) => {
    const path = link === null ? null : pathOfDeepLink(link)
    if (path !== null) open(path)
  }
  app.on('open-url', (event, url) => {
    event.preventDefault()
    take(url)
  })
  app.on('second-instance', (_event, argv) => {
    onStarted()
    take(deepLinkAmong(argv))
  })
  take(deepLinkAmong(process.argv))
}

/** Has the system hand links to this program. Packages say so, too (electron-builder.yml); an AppImage has no other way. */
export function registerDeepLinks(): void {
  // From a repository Electron itself is the program, and is told what to run.
  const [, entry] = process.argv
  if (app.isPackaged) app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME)
  else if (entry !== undefined) app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME, process.execPath, [resolve(entry)])
}
