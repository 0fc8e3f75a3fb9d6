import './mantine.css'
import './global.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { RouterProvider } from 'react-router/dom'
import { createQueryClient } from '../data/query-client.ts'
import { preloadScreens, router } from './router.tsx'
import { styleNonce } from './style-nonce.ts'
import { cssVariables, theme } from './theme.ts'

/** Other screens come in once nobody waits for this one any more, in ms. */
const PRELOAD_AFTER_MS = 2_000

const getStyleNonce = () => styleNonce ?? ''

/** The whole panel. */
export function App() {
  const [client] = useState(createQueryClient)
  useEffect(() => {
    const ended = new AbortController()
    const later = window.setTimeout(() => void preloadScreens(ended.signal), PRELOAD_AFTER_MS)
    return () => {
      window.clearTimeout(later)
      ended.abort()
    }
  }, [])
  return (
    <QueryClientProvider client={client}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={getStyleNonce}
      >
        <Notifications position="bottom-right" autoClose={4_000} />
        <RouterProvider router={router} />
      </MantineProvider>
    </QueryClientProvider>
  )
}
