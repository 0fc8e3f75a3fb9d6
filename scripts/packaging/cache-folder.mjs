import { join } from 'node:path'
import { root } from '../bundles.mjs'

/** Where downloads and compressed parts are kept; whoever deletes it has them made again. */
export const cacheFolder = join(root, 'dist', '.packaging')
