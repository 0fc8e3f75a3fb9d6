/**
 * Stands in for Electron's main process where there is no Electron: every name that the shell uses, with what it is asked written down.
 * Utility processes are Node's, with the line that Electron gives them. It shows that the shell's parts are wired to one
 * another; what Electron itself does with its calls is in window.test.ts.
 */
const { fork } = require('node:child_process')
const { EventEmitter } = require('node:events')
const { join } = require('node:path')

const folder = process.env.STAND_IN_FOLDER
const say = (what, ...given) => process.send?.({ what, given })

class App extends EventEmitter {
  isPackaged = false
  name = 'Headwater'
  enableSandbox = () => say('enableSandbox')
  setAppUserModelId = () => undefined
  requestSingleInstanceLock = () => true
  whenReady = async () => undefined
  getPath = (name) => join(folder, name)
  setAsDefaultProtocolClient = () => true
  getPreferredSystemLanguages = () => (process.env.STAND_IN_LANGUAGES ?? 'en-US').split(' ')
  getLocale = () => 'en-US'
  relaunch = () => say('relaunch')
  quit = () => this.emit('before-quit', { preventDefault: () => undefined })
  exit = (code) => {
    say('exit', code)
    setImmediate(() => process.exit(code))
  }
}
const app = new App()

class WebContents extends EventEmitter {
  url = ''
  mainFrame = { url: '' }
  getURL = () => this.url
  send = (channel, message) => say('send', channel, message)
  setWindowOpenHandler = () => undefined
  /** The page is there, as Chromium tells it. */
  arrive(url) {
    this.url = url
    this.mainFrame.url = url
    this.emit('did-navigate', {}, url)
  }
}

class BrowserWindow extends EventEmitter {
  webContents = new WebContents()
  constructor(options) {
    super()
    say('window', options.webPreferences)
    app.emit('web-contents-created', {}, this.webContents)
    windows.push(this)
    setImmediate(() => this.emit('ready-to-show'))
  }
  isMinimized = () => false
  isDestroyed = () => false
  restore = () => undefined
  show = () => say('show')
  focus = () => undefined
  hide = () => say('hide')
  destroy = () => this.emit('closed')
  loadURL = async (url) => {
    say('load', url)
    // As a panel that has signed in with its link.
    const is_link = url.includes('/sign-in#')
    if (is_link) await signIn(url)
    this.webContents.arrive(is_link ? `${new URL(url).origin}/` : url)
  }
}
const windows = []
let cookie = ''
let signed_in_at = ''

async function signIn(url) {
  const { origin, hash } = new URL(url)
  signed_in_at = origin
  const answer = await fetch(`${origin}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ link_token: hash.slice(1) }),
  })
  cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
}

/** As the panel asks its origin, with the session of the window. */
async function post(path) {
  const headers = { 'content-type': 'application/json', origin: signed_in_at, cookie }
  const answer = await fetch(`${signed_in_at}${path}`, { method: 'POST', headers, body: '{}' })
  say('posted', answer.status)
}

class Tray extends EventEmitter {
  constructor(picture) {
    super()
    say('tray', picture)
  }
  setImage = (picture) => say('tray', picture)
  setToolTip = (text) => say('tool_tip', text)
  setContextMenu = (menu) => {
    clicks.tray = menu.template
    say(
      'menu',
      menu.template.map(({ label }) => label ?? '-'),
    )
  }
  destroy = () => say('tray_destroyed')
}
const clicks = { tray: [] }

class Notification extends EventEmitter {
  static isSupported = () => true
  constructor(options) {
    super()
    this.options = options
  }
  show = () => say('notification', this.options)
}

const handlers = new Map()

module.exports = {
  app,
  BrowserWindow,
  Tray,
  Notification,
  Menu: {
    buildFromTemplate: (template) => ({ template }),
    setApplicationMenu: ({ template }) =>
      say(
        'application_menu',
        template.map(({ label }) => label),
      ),
  },
  dialog: {
    showErrorBox: (title, text) => say('error_box', title, text),
    showMessageBox: async (options) => {
      say('asked', options.message)
      return { response: answers.next }
    },
  },
  ipcMain: { handle: (channel, handler) => handlers.set(channel, handler) },
  powerMonitor: new EventEmitter(),
  powerSaveBlocker: {
    start: () => {
      say('awake', true)
      return 1
    },
    stop: () => say('awake', false),
  },
  safeStorage: { getSelectedStorageBackend: () => 'basic_text' },
  session: {
    defaultSession: {
      fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, cookie } }),
      setPermissionRequestHandler: () => undefined,
      setPermissionCheckHandler: () => undefined,
      setDevicePermissionHandler: () => undefined,
      setCertificateVerifyProc: () => undefined,
    },
  },
  shell: { openExternal: async (url) => say('open', url), showItemInFolder: () => undefined },
  utilityProcess: {
    fork: (program, args, { env }) => {
      const child = fork(program, args, {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env,
        execArgv: ['--import', join(__dirname, '..', 'parent-port.mjs')],
      })
      child.on('error', () => undefined)
      child.postMessage = (message) => child.connected && child.send(message)
      return child
    },
  },
}

/** What the test does as the user, the panel or the system would. */
const answers = { next: 0 }
const acts = {
  click: (label) => clicks.tray.find((item) => item.label === label)?.click(),
  close: () => windows[0].emit('close', { preventDefault: () => undefined }),
  answer: (next) => {
    answers.next = next
  },
  second: (argv) => app.emit('second-instance', {}, argv),
  quit: () => app.quit(),
  /** A link or a form of the page in the window. */
  navigate: (url) => windows[0].webContents.emit('will-navigate', { url, preventDefault: () => undefined }),
  post,
  ask: async (channel, command, from) => {
    const { mainFrame } = windows[0].webContents
    // What is not given comes as null over the line.
    const event = { senderFrame: typeof from === 'string' ? { url: from } : mainFrame }
    const handle = async () => await handlers.get(channel)(event, command)
    say('answered', await handle().catch((error) => error.message))
  },
}
process.on('message', ({ act, given }) => void acts[act](...given))
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
