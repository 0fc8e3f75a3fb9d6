/** Facts of the machine that decide where the socket is; handed in, because this folder imports nothing of Node's. */
export interface LocalControlHost {
  /** `process.platform` */
  readonly platform: string
  /** `os.tmpdir()` */
  readonly tmpdir: string
  /** SHA-256 of a text, in hexadecimal. */
  readonly sha256: (text: string) => string
}

/**
 * Where the node with this data directory (an absolute path, as `path.resolve` gives it) listens: `control.sock` within
 * it; in the temporary directory under a hashed name where that is too long for a socket's address (108 bytes on
 * Linux, 104 on macOS); a named pipe on Windows.
 */
export function localControlPath(data_dir: string, host: LocalControlHost): string {
  const name = `headwater-node-${host.sha256(data_dir).slice(0, 16)}`
  if (host.platform === 'win32') return `\\\\.\\pipe\\${name}`
  const inside = `${data_dir}/control.sock`
  return new TextEncoder().encode(inside).length <= 100 ? inside : `${host.tmpdir}/${name}.sock`
}
