import type { FuzzTarget } from './fuzz-target.ts'

/** Every target by its name; loaded when asked for, because coverage must be counted from before that on. */
export const targets: Readonly<Record<string, () => Promise<FuzzTarget>>> = {
  'rtmp-handshake': async () => (await import('./targets/rtmp-handshake.ts')).rtmpHandshake,
  'rtmp-chunks': async () => (await import('./targets/rtmp-chunks.ts')).rtmpChunks,
  amf0: async () => (await import('./targets/amf0.ts')).amf0,
  amf3: async () => (await import('./targets/amf3.ts')).amf3,
  flv: async () => (await import('./targets/flv.ts')).flv,
  'media-request': async () => (await import('./targets/media-request.ts')).mediaRequest,
  'client-hello': async () => (await import('./targets/client-hello.ts')).clientHello,
  'json-body': async () => (await import('./targets/json-body.ts')).jsonBody,
  'cluster-api': async () => (await import('./targets/cluster-api.ts')).clusterApi,
  'channel-messages': async () => (await import('./targets/channel-messages.ts')).channelMessages,
  'certificate-request': async () => (await import('./targets/certificate-request.ts')).certificateRequest,
  'access-tokens': async () => (await import('./targets/access-tokens.ts')).accessTokens,
  'signed-address': async () => (await import('./targets/signed-address.ts')).signedAddress,
  tickets: async () => (await import('./targets/tickets.ts')).tickets,
  'origin-port': async () => (await import('./targets/origin-port.ts')).originPort,
  publication: async () => (await import('./targets/publication.ts')).publication,
}

/** @throws {Error} that names those there are */
export async function loadTarget(name: string): Promise<FuzzTarget> {
  const load = targets[name]
  if (load === undefined) throw new Error(`There is no target ${name}. There are: ${Object.keys(targets).join(', ')}.`)
  return await load()
}
