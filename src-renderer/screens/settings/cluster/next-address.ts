import type { Setting } from '#contract/settings.ts'

/**
 * Where the panel will be after the next start, if that is elsewhere; null: where it is.
 * @param here the address that this page was opened by
 */
export function nextAddress(settings: readonly Setting[], here: URL): string | null {
  const find = (name: string) => settings.find((setting) => setting.name === name)
  const next = (setting: Setting | undefined) =>
    setting?.choice?.waits === true ? (setting.choice.chosen ?? setting.default) : setting?.value
  const port = find('port')
  // Another port: something stands before the origin, and knows better.
  if (port === undefined || Number(here.port || (here.protocol === 'https:' ? 443 : 80)) !== port.value) return null
  const there = new URL('/', here)
  if (next(find('tls.mode')) === 'off') there.protocol = 'http:'
  there.port = String(next(port))
  return there.origin === here.origin ? null : there.href
}
