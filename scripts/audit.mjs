/**
 * `npm run audit [-- --strict]`: what the registry's advisories say of the packages in package-lock.json. Ends with 1 for one of severity high or
 * critical. Not every registry (a mirror, a machine without network) answers that question: then nothing was checked, which is said in
 * as many words and is no success with `--strict`.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { readAudit } from './read-audit.mjs'

/** The registry has this long to answer, in ms. */
const DEADLINE_MS = 120_000

const root = fileURLToPath(new URL('..', import.meta.url))
const is_strict = process.argv.includes('--strict')
const verdict = readAudit(await audit())
console.log(verdict.text)
if (verdict.kind === 'found' || (verdict.kind === 'not_checked' && is_strict)) process.exitCode = 1

/** What `npm audit` printed, or why it printed nothing. */
async function audit() {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const child = spawn(npm, ['audit', '--json', '--package-lock-only'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
    signal: AbortSignal.timeout(DEADLINE_MS),
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  return await new Promise((resolve) => {
    child.once('error', (error) => resolve(JSON.stringify({ message: error.message })))
    child.once('close', () => resolve(output))
  })
}
