import type { NodeEndpoints } from '#contract/node.ts'

/** An address as it stands in a URL: IPv6 in brackets. */
const hostOf = (address: string): string => (address.includes(':') ? `[${address}]` : address)

/** Where a node's HTTP and FLV are. A page that came over TLS may play by TLS alone, and nodes speak it on the same port. */
export const mediaBase = ({ address, media_port }: NodeEndpoints): string =>
  `${globalThis.location?.protocol === 'https:' ? 'https' : 'http'}://${hostOf(address)}:${media_port}`

/** An address that the origin named, as this page may use it: by TLS where the page came so, which nodes of ours speak on the same port. */
export const pageUrl = (url: string): string =>
  globalThis.location?.protocol === 'https:' ? url.replace(/^(http|ws):/, '$1s:') : url

/** Where a node takes RTMP; the default port stays unsaid, as encoders show it. */
export const rtmpBase = ({ address, rtmp_port }: NodeEndpoints): string =>
  `rtmp://${hostOf(address)}${rtmp_port === 1935 ? '' : `:${rtmp_port}`}`

/** Where a node has the newest keyframe of a stream that is live there. */
export const keyframeUrl = (endpoints: NodeEndpoints, stream_path: string): string =>
  `${mediaBase(endpoints)}/${stream_path}/keyframe.mp4`

/** Where a stream can be played at a node, by protocol. */
export function playUrls(
  endpoints: NodeEndpoints,
  stream_path: string,
): { readonly flv: string; readonly hls: string; readonly rtmp: string } {
  const media = `${mediaBase(endpoints)}/${stream_path}`
  return { flv: `${media}.flv`, hls: `${media}.m3u8`, rtmp: `${rtmpBase(endpoints)}/${stream_path}` }
}
