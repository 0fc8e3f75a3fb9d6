/** Brings node_modules in line with package-lock.json. Plain JavaScript over Node's own modules: nothing is installed yet. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))

/**
 * Whether node_modules holds what package-lock.json says. npm notes in node_modules/.package-lock.json what it put there,
 * last of all, so an interrupted installation counts as none. Optional packages may be missing: they are for other
 * platforms.
 */
export function isInstalled(root) {
  const notes = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(notes)) return false
  const wanted = readJson(join(root, 'package-lock.json')).packages
  const present = readJson(notes).packages
  return Object.entries(wanted).every(([path, { version, optional, devOptional, peer }]) => {
    if (path === '') return true
    const installed = present[path]
    if (installed === undefined) return optional === true || devOptional === true || peer === true
    return installed.version === version
  })
}

/** npm, as this process was started by it, or as it is on the PATH. */
function npmCommand() {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env
  if (npm?.endsWith('.js'))
    return { command: existsSync(node ?? '') ? node : process.execPath, first: [npm], shell: false }
  return { command: 'npm', first: [], shell: process.platform === 'win32' }
}

const offline =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ECONNRESET|ENOTCACHED|ERR_SOCKET_TIMEOUT/

/**
 * Installs exactly what package-lock.json says, running no package's install scripts (none is needed).
 * @param {(line: string) => void} say tells the user how it goes
 * @returns {Promise<boolean>} false when it failed; the reason has been told
 */
export async function installPackages(root, say, signal) {
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  say('Installing what Headwater is made of (needed once, and after updates) ...')
  const progress = setInterval(() => say(`... still installing after ${seconds()} s`), 15_000)
  const { command, first, shell } = npmCommand()
  const npm = spawn(
    command,
    [
      ...first,
      'ci',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--fetch-retry-mintimeout=1000',
      '--fetch-retry-maxtimeout=5000',
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'pipe'], shell, signal },
  )
  let errors = ''
  npm.stderr.on('data', (chunk) => {
    errors = (errors + chunk).slice(-8000)
  })
  const failure = await new Promise((resolve) => {
    npm.on('error', (error) => resolve(error.code === 'ENOENT' ? 'npm is not on the PATH.' : error.message))
    npm.on('close', (code) => resolve(code === 0 ? undefined : `npm ci ended with exit code ${code}.`))
  })
  clearInterval(progress)
  if (signal?.aborted) return false
  if (failure === undefined) {
    say(`Installed in ${seconds()} s.`)
    return true
  }
  const unreachable = offline.test(errors)
  const shown = unreachable ? errors.split('\n').find((line) => offline.test(line)) : errors
  if (shown.trim() !== '') say(shown.trim())
  say(`Installing failed: ${failure}`)
  say(
    unreachable
      ? 'The package registry could not be reached. Check the connection (and the proxy, if there is one), then run the same command again.'
      : `What npm says is above. \`npm ci\` in ${root} tries the same again with everything shown.`,
  )
  return false
}
