import { accessSync, constants } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The npm packages that hold Bun, by platform; they are optional dependencies, so npm installs the one that fits. */
const packages: Readonly<Record<string, string>> = {
  'linux-x64': '@oven/bun-linux-x64/bin/bun',
  'linux-arm64': '@oven/bun-linux-aarch64/bin/bun',
  'darwin-x64': '@oven/bun-darwin-x64/bin/bun',
  'darwin-arm64': '@oven/bun-darwin-aarch64/bin/bun',
  'win32-x64': '@oven/bun-windows-x64/bin/bun.exe',
}

const here = fileURLToPath(import.meta.url)

/** The sidecar's program: a bundle beside this program's, or the source that Bun runs as it is. */
export const sidecarProgram = here.endsWith('.ts')
  ? join(dirname(here), '..', 'quic-sidecar', 'main.ts')
  : join(dirname(here), 'quic-sidecar.js')

/** A Bun to run the sidecar with: the one installed beside this program, else the one on the PATH; null where there is none. */
export function findBun(): string | null {
  const inside = packages[`${process.platform}-${process.arch}`]
  if (inside !== undefined) {
    for (let folder = dirname(here); ; folder = dirname(folder)) {
      const candidate = join(folder, 'node_modules', inside)
      if (isExecutable(candidate)) return candidate
      if (dirname(folder) === folder) break
    }
  }
  const name = process.platform === 'win32' ? 'bun.exe' : 'bun'
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
