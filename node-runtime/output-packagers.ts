import type { Packager } from './media/packager.ts'
import { flvPackager } from './protocols/flv/from-stream.ts'
import { webSocketFlvPackager } from './protocols/flv/web-socket-from-stream.ts'
import { rtmpPackager } from './protocols/rtmp/from-stream.ts'

/** The formats that a node sends its streams out in. */
export const outputPackagers: readonly Packager[] = [flvPackager, webSocketFlvPackager, rtmpPackager]
