import { parse } from 'yaml'
import { z } from 'zod'

/** Why a build looks for no newer version. */
export type NoUpdates = 'from_sources' | 'no_feed' | 'feed_not_https'

/** What this build can do about a newer version of itself. */
export type UpdatePolicy =
  | { readonly kind: 'none'; readonly why: NoUpdates }
  /** Tell of it, and open the page where packages are. */
  | { readonly kind: 'tell'; readonly page: string }
  | { readonly kind: 'install'; readonly page: string }

export interface UpdateFacts {
  readonly is_packaged: boolean
  readonly platform: NodeJS.Platform
  /** Text of app-update.yml, which electron-builder puts into builds with a feed; null: there is none. */
  readonly feed: string | null
  /** Whether the program runs as an AppImage, which is the one form of Linux that replaces itself. */
  readonly is_app_image: boolean
}

/** As far as it matters here. */
const feedSchema = z.object({
  url: z.url({ protocol: /^https$/ }),
  /** Who has to have signed an update for Windows; only signed builds have it. */
  publisherName: z.union([z.string(), z.array(z.string())]).optional(),
})

/**
 * Decides what a build can do. A package manager's files are its own to replace, and what nobody signed is not
 * installed by itself: without a publisher, updates for Windows would be taken from whoever holds the address.
 */
export function updatePolicy({ is_packaged, platform, feed, is_app_image }: UpdateFacts): UpdatePolicy {
  if (!is_packaged) return { kind: 'none', why: 'from_sources' }
  if (feed === null) return { kind: 'none', why: 'no_feed' }
  const known = feedSchema.safeParse(readYaml(feed))
  if (!known.success) return { kind: 'none', why: 'feed_not_https' }
  const { url: page, publisherName } = known.data
  const installs = platform === 'linux' ? is_app_image : platform === 'win32' ? publisherName !== undefined : true
  return { kind: installs ? 'install' : 'tell', page }
}

function readYaml(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return null
  }
}
