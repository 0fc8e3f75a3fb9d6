/**
 * `npm run build [-- names] [--force]`: makes dist/ from the sources, and of it only what is stale.
 * What is bundled and what is not, and why: docs/decisions/0003-bundles-and-build.md.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { brotliCompress, gzip as gzipWithCallback } from 'node:zlib'
import { build as esbuild } from 'esbuild'
import { build as viteBuild } from 'vite'
import { bundles, hashSources, root, staleBundles, stampBundle } from './bundles.mjs'
import { groupModules, preloadFirstScreen } from './panel-chunks.mjs'

const brotli = promisify(brotliCompress)
const gzip = promisify(gzipWithCallback)

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Shared by the three programs. */
const program = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  sourcemap: true,
  sourcesContent: false,
  define: { HEADWATER_VERSION: JSON.stringify(version) },
  logLevel: 'silent',
  write: false,
}

/** Packages written in CommonJS call `require` for Node's own modules; an ES module has none until it makes one. */
const esModule = {
  ...program,
  format: 'esm',
  banner: {
    js: "import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);",
  },
}

/** Left to node_modules: native code, and packages that find files of theirs by their own folder. */
const keptOutside = [
  '@node-rs/argon2',
  'better-sqlite3',
  'ssh2',
  'cpu-features',
  'dockerode',
  'node-ssh',
  '@fastify/swagger-ui',
  '@fastify/static',
]

/** What `ws` would use if it were installed. It works without. */
const optionalOfWs = ['bufferutil', 'utf-8-validate']

/** A small entry loads its program from a file of its own, beside it. @param {readonly string[]} modules such as `command-line` */
const loadedBeside = (modules) => ({
  name: 'loaded-beside',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/[\w-]+\.ts$/ }, ({ path, kind }) => {
      const name = basename(path, '.ts')
      return kind === 'dynamic-import' && modules.includes(name) ? { path: `./${name}.js`, external: true } : null
    })
  },
})

const builders = {
  origin: (out) => {
    copyInstaller(out)
    return bundleProgram({
      ...esModule,
      entryPoints: ['src-main/origin/main.ts', 'src-main/origin/command-line.ts'],
      outdir: out,
      plugins: [loadedBeside(['command-line'])],
      external: [...keptOutside, ...optionalOfWs],
    })
  },
  'node-runtime': (out) =>
    Promise.all([
      bundleProgram({
        ...esModule,
        // The program, that of its worker threads, which it looks for beside itself, and what a container asks.
        entryPoints: ['node-runtime/main.ts', 'node-runtime/worker.ts', 'node-runtime/health-check.ts'],
        outdir: out,
        external: optionalOfWs,
      }),
      // Runs on Bun, as a child of the node.
      bundleProgram({
        ...esModule,
        entryPoints: ['node-runtime/relay/quic-sidecar/main.ts'],
        outfile: join(out, 'quic-sidecar.js'),
      }),
    ]),
  desktop: (out) => {
    copyInstaller(out)
    copyTrayPictures(out)
    return Promise.all([
      bundleProgram({
        ...program,
        format: 'cjs',
        entryPoints: ['src-main/desktop/main.ts', 'src-main/desktop/preload.ts'],
        outdir: out,
        outExtension: { '.js': '.cjs' },
        external: ['electron'],
      }),
      bundleProgram({
        ...esModule,
        entryPoints: ['src-main/desktop/origin-process.ts', 'src-main/desktop/origin-program.ts'],
        outdir: out,
        plugins: [loadedBeside(['origin-program'])],
        external: [...keptOutside, ...optionalOfWs],
      }),
    ])
  },
  panel: buildPanel,
}

/** The script that an origin serves: read beside the program, as it is read beside the module in the sources. */
function copyInstaller(out) {
  mkdirSync(out, { recursive: true })
  const fresh = join(out, `.${process.pid}-install.sh`)
  copyFileSync(join(root, 'src-main', 'provisioning', 'installer', 'install.sh'), fresh)
  renameSync(fresh, join(out, 'install.sh'))
}

/** What the tray shows; scripts/icons.mjs made them. */
function copyTrayPictures(out) {
  const folder = join(out, 'tray-pictures')
  mkdirSync(folder, { recursive: true })
  const pictures = join(root, 'src-main', 'desktop', 'tray-pictures')
  for (const name of readdirSync(pictures)) copyFileSync(join(pictures, name), join(folder, name))
}

/** Writes the new files beside the old ones and then renames them over: whoever reads meanwhile sees old or new, whole. */
async function bundleProgram(options) {
  const { outputFiles, warnings } = await esbuild(options)
  for (const warning of warnings) console.error(`${warning.location?.file ?? ''}: ${warning.text}`)
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true })
    const fresh = join(dirname(path), `.${process.pid}-${basename(path)}`)
    writeFileSync(fresh, contents)
    renameSync(fresh, path)
  }
}

async function buildPanel(out) {
  // Whoever builds inside a test run has another one set, and Vite would take React's development build for it: several times slower.
  process.env.NODE_ENV = 'production'
  mkdirSync(dirname(out), { recursive: true })
  const fresh = mkdtempSync(join(dirname(out), '.panel-'))
  const old = `${fresh}-old`
  try {
    const panel = {
      root: join(root, 'src-renderer'),
      configFile: join(root, 'src-renderer', 'vite.config.ts'),
      logLevel: 'warn',
    }
    // Served from the origin's own disk, in one network hop: one larger file is no worse than two.
    const limits = { chunkSizeWarningLimit: 1_500 }
    // Only the bundler knows what each part needs once it has dropped what nobody uses: once to hear that, once to cut by it.
    const { output } = await viteBuild({ ...panel, build: { write: false, minify: false, ...limits } })
    const groups = groupModules(output.filter(({ type }) => type === 'chunk'))
    await viteBuild({
      ...panel,
      plugins: [preloadFirstScreen()],
      build: {
        outDir: fresh,
        emptyOutDir: true,
        ...limits,
        rolldownOptions: { output: { codeSplitting: { groups } } },
      },
    })
    await precompress(join(fresh, 'assets'))
    chmodSync(fresh, 0o755) // a temporary folder is its maker's alone
    if (existsSync(out)) renameSync(out, old)
    renameSync(fresh, out)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
    rmSync(old, { recursive: true, force: true })
  }
}

/** Below this a file is not worth a second one, in bytes. */
const PRECOMPRESS_FROM = 1_024

/** Puts `x.br` and `x.gz` beside every script and style: the origin hands those out as they are, and compresses nothing while it serves. */
async function precompress(folder) {
  const files = readdirSync(folder)
    .filter((name) => /\.(?:js|css|svg)$/.test(name))
    .map((name) => ({ path: join(folder, name), content: readFileSync(join(folder, name)) }))
    .filter(({ content }) => content.length >= PRECOMPRESS_FROM)
  await Promise.all(
    files.map(async ({ path, content }) => {
      writeFileSync(`${path}.br`, await brotli(content))
      writeFileSync(`${path}.gz`, await gzip(content, { level: 9 }))
    }),
  )
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { force: { type: 'boolean', default: false }, 'quiet-if-fresh': { type: 'boolean', default: false } },
})
const unknown = positionals.filter((name) => !(name in bundles))
if (unknown.length > 0) {
  console.error(`No bundle is named ${unknown.join(', ')}; there are ${Object.keys(bundles).join(', ')}.`)
  process.exit(64)
}
const wanted = positionals.length > 0 ? positionals : Object.keys(bundles)
const stale = values.force ? wanted : staleBundles(wanted)
const results = await Promise.allSettled(
  stale.map(async (name) => {
    const started = performance.now()
    const hash = hashSources(name)
    await builders[name](join(root, dirname(bundles[name].output)))
    stampBundle(name, hash)
    console.log(`Built ${name} in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
  }),
)
for (const [at, result] of results.entries()) {
  if (result.status === 'fulfilled') continue
  process.exitCode = 1
  console.error(`Building ${stale[at]} failed.\n${explain(result.reason)}`)
}
if (stale.length === 0 && !values['quiet-if-fresh']) console.log('Everything in dist/ is up to date.')

/** esbuild lists what is wrong with its place; for anything else the stack is what helps. */
function explain(error) {
  const messages = Array.isArray(error?.errors) ? error.errors.filter(({ text }) => typeof text === 'string') : []
  if (messages.length === 0) return error?.stack ?? String(error)
  return messages
    .map(({ text, location }) =>
      location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text,
    )
    .join('\n')
}
