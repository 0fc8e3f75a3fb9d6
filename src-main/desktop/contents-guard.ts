import { app, type Session, shell, type WebContents } from 'electron'
import { judgeCertificate } from './certificate-verdict.ts'
import { decideNavigation, decideNewWindow, decidePermission, type ShellAction } from './navigation-policy.ts'
import type { OriginChoice } from './preferences.ts'

/** What the guard needs to know of the rest of the shell. */
export interface GuardedShell {
  /** URL of the running origin's panel; null while there is none. */
  readonly panelUrl: () => string | null
  readonly act: (action: ShellAction) => void
  /** Look at the origin at an address that somebody typed. */
  readonly attach: (address: string) => void
}

/** Puts the rules of navigation-policy.ts on every page of this program, also those that are made later. */
export function guardAllContents(guarded: GuardedShell): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, guarded))
}

function guardContents(contents: WebContents, { panelUrl, act, attach }: GuardedShell): void {
  const judge = (event: Electron.Event, target: string) => {
    const decision = decideNavigation(target, contents.getURL(), panelUrl())
    if (decision.kind === 'allow') return
    event.preventDefault()
    if (decision.kind === 'act') act(decision.action)
    if (decision.kind === 'attach') attach(decision.address)
  }
  contents.on('will-navigate', (details) => judge(details, details.url))
  contents.on('will-redirect', (details) => judge(details, details.url))
  contents.on('will-frame-navigate', (details) => {
    // The main frame's are judged above.
    if (!details.isMainFrame) judge(details, details.url)
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    const { open_externally } = decideNewWindow(url)
    if (open_externally !== null) void shell.openExternal(open_externally)
    return { action: 'deny' }
  })
}

/**
 * Denies every permission that navigation-policy.ts does not grant, asked for and looked up alike, and judges certificates.
 * To be called before the first request: Chromium keeps what it was told of a certificate.
 */
export function guardSession(session: Session, panelUrl: () => string | null, choice: OriginChoice): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(decidePermission(permission, details.requestingUrl, panelUrl()))
  })
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    decidePermission(permission, requestingOrigin, panelUrl()),
  )
  session.setDevicePermissionHandler(() => false)
  session.setCertificateVerifyProc(({ hostname, certificate }, answer) => {
    answer(judgeCertificate(hostname, certificate, choice, Date.now()))
  })
}
