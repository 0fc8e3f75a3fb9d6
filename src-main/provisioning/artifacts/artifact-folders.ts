import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Where a program of Headwater looks for artifacts. */
export interface ArtifactFolders {
  /** What was brought: configured, or of the packaged program; best first. */
  readonly folders: readonly string[]
  /** The repository it runs from; null: from none. */
  readonly repository: string | null
  /** Where the scripts of that repository put what they make. */
  readonly built: readonly string[]
}

/**
 * @param configured folder that the settings name; null: none
 * @param program_dir folder of the running program, `import.meta.dirname`
 * @param resources `process.resourcesPath` of the packaged desktop program; undefined elsewhere
 */
export function artifactFolders(
  configured: string | null,
  program_dir: string,
  resources: string | undefined,
): ArtifactFolders {
  const repository = repositoryAbove(program_dir)
  const packaged = resources === undefined ? [] : [join(resources, 'images'), join(resources, 'packages')]
  return {
    folders: [...(configured === null ? [] : [configured]), ...packaged],
    repository,
    built: repository === null ? [] : [join(repository, 'dist', 'images'), join(repository, 'dist', 'packages')],
  }
}

/** The folder that holds the scripts which make artifacts, above this one. */
function repositoryAbove(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'scripts', 'image.mjs')) && existsSync(join(at, 'package.json'))) return at
    if (dirname(at) === at) return null
  }
}
