/**
 * The libraries that Node needs, for an image that has nothing else: taken from Debian packages, which apt downloads into a
 * state of its own, for either architecture and without root's rights. Nothing of them is run here.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { architectures, PackagingError } from './architectures.mjs'
import { cacheFolder } from './cache-folder.mjs'
import { machineOf } from './elf.mjs'
import { readTar } from './tar.mjs'

const packages = ['ca-certificates', 'libc6', 'libgcc-s1', 'libstdc++6']

/** What `ldd node` says, and what libc loads by name when it looks up names. */
const libraries = [
  'libc.so.6',
  'libdl.so.2',
  'libgcc_s.so.1',
  'libm.so.6',
  'libnss_dns.so.2',
  'libnss_files.so.2',
  'libpthread.so.0',
  'libresolv.so.2',
  'librt.so.1',
  'libstdc++.so.6',
]

/** @typedef {{ entries: import('./tar.mjs').Entry[], from: string[] }} Libraries entries with their folders; `from`: what they are of */

/**
 * @param {'x86_64' | 'arm64'} arch
 * @param {string | null} folder with .deb files, downloaded by somebody else; null: apt downloads them
 * @returns {Libraries}
 */
export function debianLibraries(arch, folder) {
  const files = folder === null ? downloaded(arch) : debsIn(folder, arch)
  const found = new Map()
  const licenses = []
  const certificates = new Map()
  const links = new Map()
  for (const file of files) {
    for (const { name, flag, target, content } of dataOf(file)) {
      const base = basename(name)
      if (flag === '2') links.set(base, basename(target))
      else if (/^usr\/share\/doc\/[^/]+\/copyright$/.test(name)) licenses.push({ name, type: 'file', content })
      else if (/^usr\/share\/ca-certificates\/.+\.crt$/.test(name)) certificates.set(name, content)
      else if (machineOf(content) === arch) found.set(base, content)
    }
  }
  const { triplet, loader } = architectures[arch]
  const wanted = [...libraries.map((name) => `usr/lib/${triplet}/${name}`), loader]
  const entries = wanted.map((name) => {
    const content = found.get(basename(name)) ?? found.get(links.get(basename(name)))
    if (content === undefined)
      throw new PackagingError(`None of the Debian packages holds ${basename(name)} for ${arch}.`)
    return { name, type: 'file', mode: 0o755, content }
  })
  const bundle = [...certificates].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, content]) => content)
  entries.push({ name: 'etc/ssl/certs/ca-certificates.crt', type: 'file', content: Buffer.concat(bundle) })
  return { entries: [...entries, ...licenses], from: files.map((file) => basename(file, '.deb')) }
}

/** Those packages of a folder, one each, that are for this architecture. */
function debsIn(folder, arch) {
  const here = readdirSync(folder)
  return packages.map((name) => {
    const wanted = here.filter(
      (file) =>
        file.startsWith(`${name}_`) &&
        (file.endsWith(`_${architectures[arch].debian}.deb`) || file.endsWith('_all.deb')),
    )
    if (wanted.length !== 1) {
      throw new PackagingError(
        `${folder} should hold one package ${name} for ${architectures[arch].debian}, and holds ${wanted.length}.`,
      )
    }
    return join(folder, wanted[0])
  })
}

/** Downloads at most once; `dist/.packaging` is deleted to have newer ones. */
function downloaded(arch) {
  const kept = join(cacheFolder, `debian-${architectures[arch].debian}`)
  if (existsSync(kept)) return debsIn(kept, arch)
  mkdirSync(cacheFolder, { recursive: true })
  const folder = mkdtempSync(join(cacheFolder, '.apt-'))
  try {
    const debs = join(folder, 'debs')
    for (const part of ['lists/partial', 'archives/partial', 'debs']) mkdirSync(join(folder, part), { recursive: true })
    apt(arch, folder, ['update'], folder)
    apt(
      arch,
      folder,
      [
        'download',
        ...packages.map((name) => `${name}${name === 'ca-certificates' ? '' : `:${architectures[arch].debian}`}`),
      ],
      debs,
    )
    renameSync(debs, kept)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return debsIn(kept, arch)
}

function apt(arch, state, words, cwd) {
  const { debian } = architectures[arch]
  const options = {
    'Dir::State': state,
    'Dir::State::lists': 'lists',
    'Dir::State::status': '/dev/null',
    'Dir::Cache': state,
    'APT::Architecture': debian,
    'APT::Architectures::': debian,
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
  }
  const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const { status, stderr, error } = spawnSync('apt-get', ['-q', ...flags, ...words], {
    cwd,
    encoding: 'utf8',
    timeout: 300_000,
  })
  if (status === 0) return
  const said =
    error === undefined
      ? (stderr
          .trim()
          .split('\n')
          .findLast((line) => line.startsWith('E:')) ?? '')
      : error.message
  throw new PackagingError(
    [
      `The libraries that Node needs on ${arch} could not be had: \`apt-get ${words[0]}\` for ${debian} failed${said === '' ? '' : ` (${said})`}.`,
      `Either run this where apt has Debian's packages for ${debian}, or download ${packages.join(', ')} for ${debian} (Debian 12) into a folder and name it with --debs.`,
      'With --base you can give an archive of node:24-bookworm-slim instead, which needs none of them.',
    ].join('\n'),
  )
}

/** The files of a Debian package; dpkg knows how it is compressed. */
function dataOf(file) {
  const { status, stdout, stderr, error } = spawnSync('dpkg-deb', ['--fsys-tarfile', file], { maxBuffer: 256 << 20 })
  if (status !== 0) throw new PackagingError(`${file} cannot be read: ${error?.message ?? stderr.toString().trim()}`)
  return readTar(stdout)
}
