import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import { autoUpdater } from 'electron-updater'
import type { UpdateFacts } from './update-policy.ts'
import type { UpdateFeed } from './updates.ts'

/** What this build is, for update-policy.ts. */
export function updateFacts(): UpdateFacts {
  return {
    is_packaged: app.isPackaged,
    platform: process.platform,
    feed: app.isPackaged ? readFeed(join(process.resourcesPath, 'app-update.yml')) : null,
    is_app_image: process.env.APPIMAGE !== undefined,
  }
}

function readFeed(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // electron-builder puts it into builds with a feed alone.
    return null
  }
}

/**
 * Newer versions by electron-updater, which checks the sum of what it downloads, and on Windows and macOS who signed it.
 * It is first touched when somebody looks: making it reads the feed's file.
 * @param beforeInstall ends what the program runs; the program may end afterwards @param note for the log
 */
export function updater(beforeInstall: () => Promise<void>, note: (text: string) => void): UpdateFeed {
  let is_set = false
  const feed = () => {
    if (is_set) return autoUpdater
    is_set = true
    // Nothing happens that nobody asked for, neither now nor when the program ends.
    autoUpdater.autoDownload = false
    autoUpdater.autoInstallOnAppQuit = false
    autoUpdater.autoRunAppAfterInstall = true
    // An older program might not read the database of a newer one; and who holds the feed must not bring an old hole back.
    autoUpdater.allowDowngrade = false
    autoUpdater.allowPrerelease = false
    // An installer that fetches the rest from elsewhere would be outside of what was signed.
    autoUpdater.disableWebInstaller = true
    autoUpdater.logger = { info: note, warn: note, error: note }
    // Without a listener a failure would be an unhandled one; whoever asked hears of it by the promise.
    autoUpdater.on('error', (error) => note(`updates: ${error.message}`))
    return autoUpdater
  }
  return {
    check: async () => {
      const result = await feed().checkForUpdates()
      return result?.isUpdateAvailable === true ? result.updateInfo.version : null
    },
    download: async (onProgress) => {
      const hear = ({ percent }: { readonly percent: number }) => onProgress(percent)
      feed().on('download-progress', hear)
      try {
        await feed().downloadUpdate()
      } finally {
        feed().off('download-progress', hear)
      }
    },
    install: () => {
      void beforeInstall().then(() => {
        // With its questions on Windows, and started again afterwards.
        feed().quitAndInstall(false, true)
      })
    },
  }
}
