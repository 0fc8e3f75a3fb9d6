import type { ClusterHealth } from './cluster-status.ts'

/**
 * Name of the picture in tray-pictures/ (scripts/icons.mjs makes them). Electron finds `@2x` beside it by itself, and takes a
 * name that ends in `Template` for one that macOS colours.
 */
export function trayPicture(platform: NodeJS.Platform, health: ClusterHealth): string {
  if (platform === 'darwin') return `${health}Template.png`
  return `${health}-${platform === 'win32' ? 'win32' : 'linux'}.png`
}
