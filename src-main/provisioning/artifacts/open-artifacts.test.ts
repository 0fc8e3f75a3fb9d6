import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { wholeFile } from './archive-parts.ts'
import { artifactFolders } from './artifact-folders.ts'
import { artifactBuilder } from './build-artifact.ts'
import { openArtifacts } from './open-artifacts.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'artifacts-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const CONTENT = 'what a node is installed from'
const DIGEST = `sha256:${'a'.repeat(64)}`

function put(folder: string, file: string, notes: object, content = CONTENT) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, file), content)
  const sha256 = createHash('sha256').update(content).digest('hex')
  writeFileSync(
    join(folder, `${file}.json`),
    JSON.stringify({ version: '1.2.3', arch: 'arm64', file, bytes: content.length, sha256, ...notes }),
  )
}

const archiveName = 'headwater-node-1.2.3-linux-arm64.tar.gz'
const found = (folders: readonly string[]) => openArtifacts({ version: '1.2.3', folders, build: null, built: [] })

describe('artifacts of an origin', () => {
  it('are found by version and architecture, in the first folder that has them', async () => {
    const [first, second] = [join(root, 'first'), join(root, 'second')]
    put(second, archiveName, { kind: 'archive' })
    put(second, 'headwater-node_1.2.3_arm64.deb', { kind: 'deb' })
    put(second, 'headwater-node-runtime-1.2.3-arm64.tar', {
      kind: 'image',
      tag: 'headwater/node-runtime:1.2.3',
      id: DIGEST,
      layers: [{ diff_id: DIGEST, digest: DIGEST, bytes: 5, file: 'a/layer.tar' }],
    })
    const artifacts = found([first, second])
    expect(await artifacts.archive('arm64')).toMatchObject({ path: join(second, archiveName), bytes: CONTENT.length })
    expect(await artifacts.deb('arm64')).toMatchObject({ arch: 'arm64', version: '1.2.3' })
    expect(await artifacts.image('arm64')).toMatchObject({ tag: 'headwater/node-runtime:1.2.3', id: DIGEST })
    put(first, archiveName, { kind: 'archive' })
    expect((await artifacts.archive('arm64')).path).toBe(join(first, archiveName))
  })

  it('that are missing are named with the command that makes them', async () => {
    await expect(found([root]).image('x86_64')).rejects.toMatchObject({
      code: 'artifact_missing',
      message: expect.stringContaining('headwater-node-runtime-1.2.3-x86_64.tar'),
      hint: expect.stringContaining('npm run image -- --arch x86_64'),
    })
    await expect(found([root]).deb('arm64')).rejects.toMatchObject({
      hint: expect.stringContaining('npm run package -- --arch arm64'),
    })
  })

  it('that were changed are refused, also later', async () => {
    put(root, archiveName, { kind: 'archive' })
    const artifacts = found([root])
    await artifacts.archive('arm64')
    writeFileSync(join(root, archiveName), 'something else of another size')
    await expect(artifacts.archive('arm64')).rejects.toMatchObject({ code: 'artifact_damaged' })
    writeFileSync(join(root, `${archiveName}.json`), '{}')
    await expect(artifacts.archive('arm64')).rejects.toMatchObject({ code: 'artifact_damaged' })
  })

  it('are made once where that is possible', async () => {
    const make = vi.fn(async () => put(root, archiveName, { kind: 'archive' }))
    const artifacts = openArtifacts({ version: '1.2.3', folders: [], build: { make }, built: [root] })
    await artifacts.archive('arm64')
    await artifacts.archive('arm64')
    expect(make.mock.calls).toEqual([['package', 'arm64', undefined]])
  })

  it('are looked for in the configured folder, the packaged program and the repository', () => {
    mkdirSync(join(root, 'dist', 'origin'), { recursive: true })
    mkdirSync(join(root, 'scripts'))
    writeFileSync(join(root, 'package.json'), '{}')
    writeFileSync(join(root, 'scripts', 'image.mjs'), '')
    expect(artifactFolders('/configured', join(root, 'dist', 'origin'), '/resources')).toEqual({
      folders: ['/configured', '/resources/images', '/resources/packages'],
      repository: root,
      built: [join(root, 'dist', 'images'), join(root, 'dist', 'packages')],
    })
    expect(artifactFolders(null, join(root, '..'), undefined)).toEqual({ folders: [], repository: null, built: [] })
  })

  it('are read from an offset', async () => {
    put(root, archiveName, { kind: 'archive' })
    const file = wholeFile(await found([root]).archive('arm64'))
    const rest = await file.open(5).toArray()
    expect(Buffer.concat(rest).toString()).toBe(CONTENT.slice(5))
    expect(file.bytes).toBe(CONTENT.length)
  })
})

describe('making an artifact', () => {
  /** A repository whose script does as it is told. */
  function repository(program: string) {
    mkdirSync(join(root, 'scripts'), { recursive: true })
    mkdirSync(join(root, 'node_modules', 'esbuild'), { recursive: true })
    for (const name of ['image', 'package']) writeFileSync(join(root, 'scripts', `${name}.mjs`), program)
    const build = artifactBuilder(root)
    if (build === null) throw new Error('there should be a builder')
    return build
  }

  it('is done once for all who ask at the same time', async () => {
    const build = repository(`import { appendFileSync } from 'node:fs'
      appendFileSync(new URL('../runs', import.meta.url), process.argv.slice(2).join(' ') + '\\n')`)
    await Promise.all([build.make('package', 'x86_64'), build.make('package', 'x86_64')])
    const { readFileSync } = await import('node:fs')
    expect(readFileSync(join(root, 'runs'), 'utf8')).toBe('--arch x86_64\n')
  })

  it('says what went wrong in the words of the script', async () => {
    const build = repository(`console.error('no apt here'); process.exitCode = 69`)
    await expect(build.make('image', 'arm64')).rejects.toMatchObject({
      code: 'artifact_not_built',
      message: expect.stringContaining('no apt here'),
    })
  })

  it('ends when nobody waits for it any more', async () => {
    const build = repository('setInterval(() => undefined, 1000)')
    const giving_up = new AbortController()
    const asked = build.make('image', 'arm64', giving_up.signal)
    giving_up.abort(new Error('given up'))
    await expect(asked).rejects.toThrow('given up')
  })

  it('needs a repository with its tools', () => {
    expect(artifactBuilder(root)).toBe(null)
  })
})
