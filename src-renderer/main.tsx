import './shell/trusted-text.ts'
import './data/zod-without-eval.ts'
import { takeLinkToken } from './data/sign-in-link.ts'
import { loadCatalogue } from './languages/load-catalogue.ts'
import { persistentImport } from './parts/persistent-import.ts'

// Before anything is drawn or asked for: the token leaves the address bar first.
if (window.location.hash !== '' && window.location.pathname === '/sign-in') takeLinkToken()

// Texts are looked up once, as their modules are loaded: the language comes before everything that has any.
await loadCatalogue()
const { drawPanel } = await persistentImport(() => import('./shell/draw-panel.tsx'))
drawPanel()
