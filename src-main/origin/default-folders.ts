import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** Where an origin keeps its data unless told otherwise: the platform's place for a user's application data. */
export function defaultDataDir(environment: Environment, platform: NodeJS.Platform = process.platform): string {
  const home = homedir()
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Headwater', 'origin')
    case 'win32':
      return join(environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Headwater', 'origin')
    default:
      return join(xdg(environment.XDG_DATA_HOME) ?? join(home, '.local', 'share'), 'headwater', 'origin')
  }
}

/** The XDG base directory specification tells to ignore relative paths. */
function xdg(path: string | undefined): string | null {
  return path !== undefined && isAbsolute(path) ? path : null
}
