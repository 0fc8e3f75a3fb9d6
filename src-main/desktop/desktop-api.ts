/** What a page in the desktop window finds as `window.headwaterDesktop`, besides all that a browser has. Plain values only. */
export interface DesktopApi {
  /** Version of the desktop program. */
  readonly version: string
  /** As `process.platform` names it. */
  readonly platform: NodeJS.Platform
}
