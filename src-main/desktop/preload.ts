import { contextBridge } from 'electron'
import type { DesktopApi } from './desktop-api.ts'
import { version } from './version.ts'

const api: DesktopApi = { version, platform: process.platform }
contextBridge.exposeInMainWorld('headwaterDesktop', api)
