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

const getStyleNonce = () => styleNonce ?? ''

/** The whole panel. */
export function App() {
  const [client] = useState(createQueryClient)
  useEffect(() => {
    const later = window.setTimeout(preloadScreens, 2_000)
    return () => window.clearTimeout(later)
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
