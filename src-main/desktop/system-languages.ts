import { app } from 'electron'

/** BCP 47 tags of the languages that this system asks for, the dearest first. To be called once the app is ready. */
export function systemLanguages(): string[] {
  // The second is what Chromium made of the first; some desktops of Linux say nothing else.
  return [...app.getPreferredSystemLanguages(), app.getLocale()]
}
