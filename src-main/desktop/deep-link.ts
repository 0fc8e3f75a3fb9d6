import { nodeIdSchema, streamPathSchema } from '#contract/ids.ts'

/** The scheme that the system hands to this program; electron-builder.yml registers it, too. */
export const DEEP_LINK_SCHEME = 'headwater'

/** Longer than any link that is one; what is longer is not looked at. */
const MAX_LINK_CHARACTERS = 400

/**
 * What a deep link opens: a path of the panel. There are three forms, and everything else is null: `headwater://open`,
 * `headwater://node/<id>` and `headwater://stream/<app>/<name>`. Any web page can make the system open such a link, so it never
 * names an address to load, carries no query, and does nothing but show a screen.
 */
export function pathOfDeepLink(link: string): string | null {
  if (link.length > MAX_LINK_CHARACTERS) return null
  // Windows and some desktops put a slash behind a link without a path.
  const [, kind, rest = ''] = /^headwater:\/\/(open|node|stream)(?:\/([A-Za-z0-9._~/-]*))?$/i.exec(link) ?? []
  switch (kind?.toLowerCase()) {
    case 'open':
      return rest === '' ? '/' : null
    case 'node': {
      const id = nodeIdSchema.safeParse(rest.replace(/\/$/, '').toLowerCase())
      return id.success ? `/nodes/${id.data}` : null
    }
    case 'stream': {
      const path = streamPathSchema.safeParse(rest.replace(/\/$/, ''))
      return path.success ? `/streams/${path.data}` : null
    }
    default:
      return null
  }
}

/** The first argument of a command line that is meant as a deep link; null: none. Switches are Chromium's and ours. */
export function deepLinkAmong(argv: readonly string[]): string | null {
  return argv.slice(1).find((argument) => argument.toLowerCase().startsWith(`${DEEP_LINK_SCHEME}:`)) ?? null
}
