/**
 * The same entries and the folders they lie in, sorted, so that a folder comes before what it holds.
 * @param {readonly import('./tar.mjs').Entry[]} entries
 */
export function withFolders(entries) {
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  for (const { name } of entries) {
    for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
      const folder = name.slice(0, at)
      if (!byName.has(folder)) byName.set(folder, { name: folder, type: 'folder' })
    }
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
