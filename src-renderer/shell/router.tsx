import { createBrowserRouter } from 'react-router'
import { LiveProvider } from '../data/live-context.tsx'
import { SIGN_IN_PATH } from '../data/sign-in-link.ts'
import { withOtherRooms } from '../languages/load-catalogue.ts'
import { DialogHost } from './dialog-host.tsx'
import { Frame } from './frame.tsx'
import { NotFound } from './not-found.tsx'
import { RouteError } from './route-error.tsx'
import { ScreenError } from './screen-error.tsx'
import { SessionGate } from './session-gate.tsx'
import { SignIn } from './sign-in.tsx'
import { Splash } from './splash.tsx'

const screens = {
  overview: () => import('../screens/overview/screen.tsx'),
  welcome: withOtherRooms(() => import('../screens/welcome/screen.tsx')),
  nodes: withOtherRooms(() => import('../screens/nodes/screen.tsx')),
  addNode: withOtherRooms(() => import('../screens/add-node/screen.tsx')),
  runs: withOtherRooms(() => import('../screens/runs/screen.tsx')),
  runDetail: withOtherRooms(() => import('../screens/run-detail/screen.tsx')),
  nodeDetail: withOtherRooms(() => import('../screens/node-detail/screen.tsx')),
  rollingDrains: withOtherRooms(() => import('../screens/rolling-drains/screen.tsx')),
  streamPolicies: withOtherRooms(() => import('../screens/stream-policies/screen.tsx')),
  streams: withOtherRooms(() => import('../screens/streams/screen.tsx')),
  streamDetail: withOtherRooms(() => import('../screens/stream-detail/screen.tsx')),
  activity: withOtherRooms(() => import('../screens/activity/screen.tsx')),
  settings: withOtherRooms(() => import('../screens/settings/screen.tsx')),
  allSettings: withOtherRooms(() => import('../screens/settings/all-sections.tsx')),
  clusterSettings: withOtherRooms(() => import('../screens/settings/cluster/section.tsx')),
  certificates: withOtherRooms(() => import('../screens/settings/certificates/section.tsx')),
  security: withOtherRooms(() => import('../screens/settings/security/section.tsx')),
  notifications: withOtherRooms(() => import('../screens/settings/notifications/section.tsx')),
  backups: withOtherRooms(() => import('../screens/settings/backups/section.tsx')),
  operators: withOtherRooms(() => import('../screens/settings/operators/section.tsx')),
  sessions: withOtherRooms(() => import('../screens/settings/sessions/section.tsx')),
  apiKeys: withOtherRooms(() => import('../screens/settings/api-keys/section.tsx')),
  streamAccess: withOtherRooms(() => import('../screens/settings/stream-access/section.tsx')),
  clusterTokens: withOtherRooms(() => import('../screens/settings/cluster-tokens/section.tsx')),
  wallDisplays: withOtherRooms(() => import('../screens/settings/wall-displays/section.tsx')),
  account: withOtherRooms(() => import('../screens/account/screen.tsx')),
  about: withOtherRooms(() => import('../screens/settings/about/section.tsx')),
  removedMembers: withOtherRooms(() => import('../screens/settings/removed-members/section.tsx')),
  hostKeys: withOtherRooms(() => import('../screens/settings/host-keys/section.tsx')),
} as const

function SignedIn() {
  return (
    <SessionGate>
      <LiveProvider>
        <DialogHost>
          <Frame />
        </DialogHost>
      </LiveProvider>
    </SessionGate>
  )
}

/** Every address of the panel; each screen is a bundle of its own. */
export const router = createBrowserRouter([
  { path: SIGN_IN_PATH, Component: SignIn, ErrorBoundary: RouteError },
  {
    path: '/',
    Component: SignedIn,
    ErrorBoundary: RouteError,
    HydrateFallback: Splash,
    children: [
      {
        // Without a path: what breaks below is shown within the frame and does not take it along.
        ErrorBoundary: ScreenError,
        children: [
          { index: true, lazy: screens.overview },
          { path: 'nodes', lazy: screens.nodes },
          { path: 'nodes/add', lazy: screens.addNode },
          { path: 'nodes/:id', lazy: screens.nodeDetail },
          { path: 'nodes/rolling-drains', lazy: screens.rollingDrains },
          { path: 'runs', lazy: screens.runs },
          { path: 'runs/:id', lazy: screens.runDetail },
          { path: 'streams', lazy: screens.streams },
          { path: 'streams/policies', lazy: screens.streamPolicies },
          { path: 'streams/:app/:name', lazy: screens.streamDetail },
          { path: 'activity', lazy: screens.activity },
          { path: 'account', lazy: screens.account },
          { path: 'welcome', lazy: screens.welcome },
          {
            path: 'settings',
            lazy: screens.settings,
            children: [
              { index: true, lazy: screens.allSettings },
              { path: 'cluster', lazy: screens.clusterSettings },
              { path: 'certificates', lazy: screens.certificates },
              { path: 'security', lazy: screens.security },
              { path: 'notifications', lazy: screens.notifications },
              { path: 'backups', lazy: screens.backups },
              { path: 'about', lazy: screens.about },
              { path: 'removed-members', lazy: screens.removedMembers },
              { path: 'host-keys', lazy: screens.hostKeys },
              { path: 'operators', lazy: screens.operators },
              { path: 'sessions', lazy: screens.sessions },
              { path: 'api-keys', lazy: screens.apiKeys },
              { path: 'stream-access', lazy: screens.streamAccess },
              { path: 'cluster-tokens', lazy: screens.clusterTokens },
              { path: 'wall-displays', lazy: screens.wallDisplays },
              { path: '*', Component: NotFound },
            ],
          },
          { path: '*', Component: NotFound },
        ],
      },
    ],
  },
])

/** A screen is brought in after so long at most, in ms, even if the page is never idle: nobody who scrolls should wait for it. */
const NOT_IDLE_FOR_MS = 10_000
/** Between two screens where the browser does not tell when it is idle (Safari), in ms. */
const PAUSE_MS = 50

const idle = () =>
  new Promise<void>((resolve) => {
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve(), { timeout: NOT_IDLE_FOR_MS })
    else setTimeout(resolve, PAUSE_MS)
  })

/**
 * Brings in the other screens one after another while nothing else is to be done, so that they open at once, even with the origin away, and
 * nobody who scrolls meanwhile waits for all of them.
 */
export async function preloadScreens(signal: AbortSignal): Promise<void> {
  for (const load of Object.values(screens)) {
    await idle()
    if (signal.aborted) return
    // A screen that cannot be had now is asked for again when it is opened, and says so then.
    await load().catch(() => undefined)
  }
}
