import { join } from 'node:path'

/** Files that the shell needs, all parts of dist/. */
export interface ProgramPaths {
  readonly preload: string
  readonly origin_process: string
  readonly node_runtime: string
  /** Folder. */
  readonly tray_pictures: string
}

/** @param dist_desktop folder of the shell's own bundle, dist/desktop */
export function programPaths(dist_desktop: string): ProgramPaths {
  return {
    preload: join(dist_desktop, 'preload.cjs'),
    origin_process: join(dist_desktop, 'origin-process.js'),
    node_runtime: join(dist_desktop, '..', 'node-runtime', 'main.js'),
    tray_pictures: join(dist_desktop, 'tray-pictures'),
  }
}
