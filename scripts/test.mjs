/**
 * `npm test [-- filters and options of vitest]`: installs and sets up what the tests need, builds, runs every test and
 * prints `N passed, N failed, N skipped` as the last line.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { root } from './bundles.mjs'
import { installPackages, isInstalled } from './install-packages.mjs'
import { findNode24, noNode24 } from './node-24.mjs'

process.chdir(root)
if (!isInstalled(root) && !(await installPackages(root, console.log))) process.exit(69)
const node = findNode24(root)
if (node === undefined) {
  console.error(noNode24(root))
  process.exit(69)
}
const environment = { ...process.env, PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter) }

/** Runs one step with everything it says shown; what fails ends the run. */
function step(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: environment })
  if (error !== undefined) console.error(`${command} cannot be started: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
}
if (process.platform !== 'win32') step('bash', ['scripts/setup'])
step(node, ['scripts/build.mjs'])

const scratch = mkdtempSync(join(tmpdir(), 'headwater-test-run-'))
const summary = join(scratch, 'summary.json')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const { status } = spawnSync(node, [vitest, 'run', ...process.argv.slice(2)], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...environment, HEADWATER_TEST_SUMMARY: summary },
})
// A run that ended before it counted anything (a broken configuration, a crash) is a failed one.
const counts = existsSync(summary) ? JSON.parse(readFileSync(summary, 'utf8')) : { passed: 0, failed: 1, skipped: 0 }
rmSync(scratch, { recursive: true })
if (status !== 0 && counts.failed === 0) counts.failed = 1
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed === 0 ? 0 : 1
