/** Whether a pattern of streams (`app/name`, `app/prefix*`, `app/*`, `*`) is for a stream. */
export function isFor(pattern: string, stream_path: string): boolean {
  return pattern.endsWith('*') ? stream_path.startsWith(pattern.slice(0, -1)) : pattern === stream_path
}
