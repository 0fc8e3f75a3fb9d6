import './data/zod-without-eval.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { takeLinkToken } from './data/sign-in-link.ts'
import { App } from './shell/app.tsx'

// Before anything is drawn or asked for: the token leaves the address bar first.
if (window.location.hash !== '' && window.location.pathname === '/sign-in') takeLinkToken()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
