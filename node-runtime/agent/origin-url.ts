/** The URL of something at the origin; a path in the base URL (behind a reverse proxy) is kept. */
export function originEndpoint(origin: string, path: string): string {
  return `${origin.replace(/\/+$/, '')}${path}`
}

/** The same over WebSocket. */
export function originSocketUrl(origin: string, path: string): string {
  return originEndpoint(origin, path).replace(/^http/, 'ws')
}
