import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { tellLanguage } from '../data/desktop.ts'
import { App } from './app.tsx'

/** Draws the panel in place of the splash. */
export function drawPanel(): void {
  const root = document.getElementById('root')
  if (root === null) throw new Error('index.html has no element with the id root')
  tellLanguage()
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
