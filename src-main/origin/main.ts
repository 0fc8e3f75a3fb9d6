/** Entry of the origin. It is small, so that what Node keeps of the program is in use before the program is read. */
import { keepCompiled } from './compile-cache.ts'
import { dataDirAtHand } from './data-dir-at-hand.ts'

keepCompiled(dataDirAtHand(process.argv.slice(2), process.env))
await import('./command-line.ts')
