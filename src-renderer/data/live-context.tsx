import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { Connection } from './connection-state.ts'
import { LiveConnection } from './live-connection.ts'

const LiveContext = createContext<LiveConnection | null>(null)

/** Holds the event stream open while its children are on the screen; the only owner of a {@link LiveConnection}. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient()
  const [live] = useState(() => new LiveConnection(client))
  useEffect(() => {
    live.start()
    return () => live.stop()
  }, [live])
  return <LiveContext value={live}>{children}</LiveContext>
}

/** The event stream; throws outside {@link LiveProvider}. */
export function useLive(): LiveConnection {
  const live = useContext(LiveContext)
  if (live === null) throw new Error('useLive needs a LiveProvider above')
  return live
}

/** How fresh what the panel shows is. */
export function useConnection(): Connection {
  const live = useLive()
  return useSyncExternalStore(live.subscribe, live.current)
}

/** Whether the origin speaks a newer version than this panel. */
export function useOutdated(): boolean {
  const live = useLive()
  return useSyncExternalStore(live.subscribe, live.outdated)
}

/** Whether what is on the screen may no longer be true: the origin was not heard for 2.5 s. */
export function useStale(): boolean {
  return useConnection().status === 'away'
}
