import { inQuotes } from '../call-command.ts'
/** How a page plays: by HLS everywhere, or with less delay by FLV where the browser has Media Source Extensions. */
export type EmbedKind = 'hls' | 'flv'

export interface EmbedOptions {
  readonly kind: EmbedKind
  readonly stream_path: string
  /** Address of the stream, signed where it has to be. */
  readonly url: string
  /** Where the page has the player from: a path on its own server, or an address. */
  readonly script: string
  /** Width and height of the picture; null: not known, and 16:9 stands for it. */
  readonly size: { readonly width: number; readonly height: number } | null
}

/** Versions that the panel itself plays with. */
const VERSIONS = { hls: 'hls.js@1.7.4/dist/hls.min.js', flv: 'mpegts.js@1.8.2/dist/mpegts.js' } as const

/** Where the player would be on the page's own server. */
export const ownScript = (kind: EmbedKind): string => (kind === 'hls' ? '/js/hls.min.js' : '/js/mpegts.js')

/** Where a third party has the player: whoever opens the page asks that party too. */
export const sharedScript = (kind: EmbedKind): string => `https://cdn.jsdelivr.net/npm/${VERSIONS[kind]}`

/** The file that the page's own server needs, for people. */
export const scriptFile = (kind: EmbedKind): string => VERSIONS[kind]

/**
 * HTML for a page that shows the stream: as wide as there is room, muted so that browsers let it begin, and trying again by itself while the
 * stream is off. iPhones play HLS without a script.
 */
export function embedCode({ kind, stream_path, url, script, size }: EmbedOptions): string {
  const id = `stream-${stream_path.replaceAll(/[^A-Za-z0-9]+/g, '-')}`
  const ratio = size === null ? '16 / 9' : `${size.width} / ${size.height}`
  return `<div style="position: relative; width: 100%; aspect-ratio: ${ratio}; background: #000">
  <video id="${id}" controls muted autoplay playsinline
    style="position: absolute; inset: 0; width: 100%; height: 100%"></video>
</div>
<script src="${attribute(script)}"></script>
<script>
  (() => {
    const video = document.getElementById(${literal(id)})
    const url = ${literal(url)}
${kind === 'hls' ? HLS_LINES : FLV_LINES}
  })()
</script>`
}

const HLS_LINES = `    if (window.Hls && Hls.isSupported()) {
      const play = () => {
        const hls = new Hls({ liveSyncDurationCount: 2 })
        hls.on(Hls.Events.ERROR, (_, { fatal }) => {
          if (!fatal) return
          hls.destroy()
          setTimeout(play, 3000)
        })
        hls.loadSource(url)
        hls.attachMedia(video)
      }
      play()
    } else if (video.canPlayType('application/vnd.apple.mpegurl')) {
      video.src = url
      video.onerror = () => setTimeout(() => { video.src = url }, 3000)
    }`

const FLV_LINES = `    const play = () => {
      const player = mpegts.createPlayer({ type: 'flv', isLive: true, url }, { liveSync: true, enableStashBuffer: false })
      const again = () => {
        player.destroy()
        setTimeout(play, 3000)
      }
      player.on(mpegts.Events.ERROR, again)
      player.on(mpegts.Events.LOADING_COMPLETE, again)
      player.attachMediaElement(video)
      player.load()
      video.play().catch(() => {})
    }
    if (window.mpegts && mpegts.isSupported()) play()`

/** The command that plays an address with ffplay, at little delay. */
export const ffplayCommand = (url: string): string => `ffplay -fflags nobuffer -flags low_delay ${inQuotes(url)}`

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A text of JavaScript that cannot end the script element it stands in. */
const literal = (text: string): string => JSON.stringify(text).replaceAll('<', '\\u003c')
