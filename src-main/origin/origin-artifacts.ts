import { artifactFolders } from '../provisioning/artifacts/artifact-folders.ts'
import type { Artifacts } from '../provisioning/artifacts/artifacts.ts'
import { artifactBuilder } from '../provisioning/artifacts/build-artifact.ts'
import { openArtifacts } from '../provisioning/artifacts/open-artifacts.ts'

/** What this origin brings to boxes, in its own version: found beside the packaged program, or made where it runs from a repository. */
export function originArtifacts(version: string, artifacts_dir: string | null): Artifacts {
  const { folders, repository, built } = artifactFolders(artifacts_dir, import.meta.dirname, resourcesOfDesktop())
  return openArtifacts({ version, folders, built, build: repository === null ? null : artifactBuilder(repository) })
}

/** Of the packaged desktop program, which alone has them. */
function resourcesOfDesktop(): string | undefined {
  return 'resourcesPath' in process && typeof process.resourcesPath === 'string' ? process.resourcesPath : undefined
}
