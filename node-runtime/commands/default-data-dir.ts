import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where a node keeps its identity when nobody says otherwise: the place the operating system has for such things. */
export function defaultDataDir(
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  home: string = homedir(),
): string {
  switch (platform) {
    case 'win32':
      return join(environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'headwater', 'node')
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'headwater', 'node')
    default:
      // XDG Base Directory Specification: a path that is not absolute counts as not set.
      return join(
        environment.XDG_DATA_HOME?.startsWith('/') ? environment.XDG_DATA_HOME : join(home, '.local', 'share'),
        'headwater',
        'node',
      )
  }
}
