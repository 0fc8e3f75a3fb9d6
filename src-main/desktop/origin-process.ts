/** Entry of the origin's process, an Electron utility process; small, as that of the origin (src-main/origin/main.ts). */
import { keepCompiled } from '../origin/compile-cache.ts'
import { dataDirAtHand } from '../origin/data-dir-at-hand.ts'

keepCompiled(dataDirAtHand([], process.env))
await import('./origin-program.ts')
