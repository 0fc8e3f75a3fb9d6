import { contextBridge, ipcRenderer } from 'electron'
import type { DesktopApi } from '#contract/desktop.ts'
import { ASK_CHANNEL, STATE_CHANNEL } from './desktop-channels.ts'
import { version } from './version.ts'

// Functions and plain values alone: a page that had ipcRenderer itself could say anything on any channel.
const api: DesktopApi = {
  version,
  platform: process.platform,
  state: () => ipcRenderer.invoke(STATE_CHANNEL),
  onState: (listener) => {
    // Without Electron's event, which would hand the sender over.
    const hear = (_event: Electron.IpcRendererEvent, state: unknown) => listener(state)
    ipcRenderer.on(STATE_CHANNEL, hear)
    return () => {
      ipcRenderer.off(STATE_CHANNEL, hear)
    }
  },
  ask: (command) => ipcRenderer.invoke(ASK_CHANNEL, command),
}
contextBridge.exposeInMainWorld('headwaterDesktop', api)
