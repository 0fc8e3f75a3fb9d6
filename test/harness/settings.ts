/** Settings of headwater.yaml as a tree, for example `{ media: { relay_release_delay: '2s' } }`. */
export interface Settings {
  readonly [field: string]: string | number | boolean | readonly string[] | Settings
}

/** The settings as environment variables: `origin.media.rtmp_port` is `HEADWATER_ORIGIN_MEDIA_RTMP_PORT`. */
export function asEnvironment(section: 'origin' | 'node', settings: Settings): Record<string, string> {
  const variables: Record<string, string> = {}
  const walk = (tree: Settings, path: string) => {
    for (const [field, value] of Object.entries(tree)) {
      const name = `${path}_${field.toUpperCase()}`
      if (typeof value === 'object' && !isList(value)) walk(value, name)
      else variables[name] = isList(value) ? value.join(',') : String(value)
    }
  }
  walk(settings, `HEADWATER_${section.toUpperCase()}`)
  return variables
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value)
}
