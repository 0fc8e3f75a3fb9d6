import { type Sentence, say } from '#contract/sentence.ts'
import type { Box } from '../box.ts'
import { StepError } from '../runs/run-error.ts'
import { lastLines } from './box-command.ts'

/** Updates at boot and other administrators hold apt's locks for a while; so long they are waited for, in s. */
const LOCK_PATIENCE_S = 120
const UPDATE_TIMEOUT_MS = 6 * 60_000
const INSTALL_TIMEOUT_MS = 12 * 60_000

/** No question is asked, no message is translated, and no service but those installed is restarted (needrestart does that on Ubuntu). */
const QUIETLY =
  'export LC_ALL=C DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l NEEDRESTART_SUSPEND=1 APT_LISTCHANGES_FRONTEND=none'
const APT_GET = `apt-get -o DPkg::Lock::Timeout=${LOCK_PATIENCE_S} -o Dpkg::Use-Pty=0`

/** What apt would install anew, in its order. Pure. @param said of `apt-get install --simulate` */
export function newPackages(said: string): string[] {
  // `Inst runc (1.1.5 Debian:12 [amd64])`; what is upgraded has its version of before in brackets behind its name.
  return said.split('\n').flatMap((line) => /^Inst (\S+) \(/.exec(line)?.[1] ?? [])
}

/** Reads the lists of packages anew. apt does not wait for whoever holds their lock by itself, so this does. */
export async function updatePackageLists(box: Box, log: (line: string) => void, signal: AbortSignal): Promise<void> {
  const script = `${QUIETLY}
end=$(($(date +%s) + ${LOCK_PATIENCE_S}))
while :; do
  said=$(${APT_GET} update 2>&1); code=$?
  case "$said" in
    *"Could not get lock"*|*"Unable to lock"*) [ "$(date +%s)" -lt "$end" ] && { echo "The package lists are locked by another program; waiting."; sleep 2; continue; } ;;
  esac
  printf '%s\\n' "$said"
  exit $code
done`
  const result = await box.runAsRoot(script, { timeout_ms: UPDATE_TIMEOUT_MS, onOutput: log }, signal)
  if (result.exit_code === 0) return
  throw new StepError(
    'apt_update_failed',
    say`The lists of packages of ${box.host} could not be read anew.`,
    say`See that its sources (/etc/apt/sources.list) can be reached from there: sudo apt-get update. Then resume the run.`,
    { output: lastLines(result) },
  )
}

/** What an installation would bring. @throws {StepError} package_not_found, apt_failed */
export async function planInstallation(box: Box, name: string, signal: AbortSignal): Promise<readonly string[]> {
  const script = `${QUIETLY}\n${APT_GET} install --simulate --no-install-recommends ${name}`
  const result = await box.runAsRoot(script, { timeout_ms: UPDATE_TIMEOUT_MS }, signal)
  if (result.exit_code === 0) return newPackages(result.stdout)
  const output = lastLines(result)
  if (output.some((line) => /Unable to locate package|has no installation candidate/.test(line))) {
    throw new StepError(
      'package_not_found',
      say`The package sources of ${box.host} have no ${name}.`,
      say`Debian and Ubuntu carry it in main and universe: see /etc/apt/sources.list and /etc/apt/sources.list.d there. Or install Docker yourself, or choose a node without Docker.`,
      { output },
    )
  }
  throw aptFailed(box, say`${name} cannot be installed on ${box.host} as it is.`, output)
}

/** Installs it; what was begun before and broken off is finished first. @throws {StepError} apt_failed */
export async function installPackage(
  box: Box,
  name: string,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const script = `${QUIETLY}
[ -z "$(dpkg --audit)" ] || dpkg --configure -a
${APT_GET} install -y --no-install-recommends ${name}`
  const result = await box.runAsRoot(script, { timeout_ms: INSTALL_TIMEOUT_MS, onOutput: log }, signal)
  if (result.exit_code === 0) return
  throw aptFailed(box, say`${name} could not be installed on ${box.host}.`, lastLines(result))
}

/** Takes packages away with their settings, of those named which are there. @throws {StepError} apt_failed */
export async function purgePackages(
  box: Box,
  names: readonly string[],
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const script = `${QUIETLY}
there=
for name in ${names.join(' ')}; do
  case "$(dpkg-query -W -f '\${db:Status-Status}' "$name" 2>/dev/null)" in ''|not-installed) ;; *) there="$there $name" ;; esac
done
[ -z "$there" ] && exit 0
[ -z "$(dpkg --audit)" ] || dpkg --configure -a
${APT_GET} purge -y $there`
  const result = await box.runAsRoot(script, { timeout_ms: INSTALL_TIMEOUT_MS, onOutput: log }, signal)
  if (result.exit_code === 0) return
  throw aptFailed(box, say`What was installed on ${box.host} could not be removed.`, lastLines(result))
}

function aptFailed(box: Box, message: Sentence, output: readonly string[]): StepError {
  const locked = output.some((line) => /Could not get lock|is another process using it/.test(line))
  const hint = locked
    ? say`Another program on ${box.host} has held the package manager for two minutes (updates at boot do that). Resume the run when it is done.`
    : say`What apt said is below; mend it on the box (sudo apt-get install -f), then resume the run.`
  return new StepError('apt_failed', message, hint, { output })
}
