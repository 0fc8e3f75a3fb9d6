import { setTimeout as pause } from 'node:timers/promises'
import { say } from '#contract/sentence.ts'
import type { Box } from '../box.ts'
import { dockerEngineCheck, type EngineFacts, OLDEST_API } from '../checks/docker-engine.ts'
import { compareVersions } from '../engine/engine.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step } from '../runs/step.ts'
import { SshError } from '../ssh-errors.ts'
import { installPackage, planInstallation, purgePackages, updatePackageLists } from './apt.ts'
import { lastLines } from './box-command.ts'
import { type Brought, forgetBrought, noteBrought } from './brought.ts'

const PACKAGE = 'docker.io'
const COMMAND_PACKAGE = 'docker-cli'
/** What Docker's packages fill and do not take away with them. */
const FOLDERS = [
  '/var/lib/docker',
  '/var/lib/containerd',
  '/etc/docker',
  '/opt/containerd',
  '/etc/containerd',
  '/etc/cni',
]
const GROUP = 'docker'
const ENGINE_START_MS = 60_000

/**
 * A Docker engine that answers. One that is there is kept as it is, never upgraded nor restarted; where there is none, the distribution's is
 * installed, and undo takes exactly that away again.
 */
export const dockerStep: Step = {
  id: 'docker',
  title: 'Docker',
  async check(context, signal) {
    const { box } = context
    const facts = await dockerEngineCheck.look(box, { ports: [], origin_url: null }, signal)
    const engine = facts.engine ?? (await engineByRoot(box, signal))
    if (engine !== null && !isStandIn(facts)) {
      if (compareVersions(engine.api_version, OLDEST_API) < 0) throw tooOld(box, engine.version)
      return { state: 'done', found: `Docker ${engine.version} is there, and is kept as it is.` }
    }
    // What an attempt of this run broke off at is gone on with.
    if (context.notes.get('docker.brought') !== undefined) {
      return { state: 'to_do', found: 'The installation of Docker that was begun is gone on with.' }
    }
    if (facts.command !== null) throw await broken(box, facts, signal)
    return { state: 'to_do', found: 'There is no Docker.' }
  },
  async apply({ box, notes, log }, signal) {
    const { exit_code } = await box.run('command -v apt-get', {}, signal)
    if (exit_code !== 0) throw noApt(box)
    await updatePackageLists(box, log, signal)
    const wanted = await wantedPackages(box, signal)
    const packages = await planInstallation(box, wanted, signal)
    // At a second attempt some of them are there already, and are ours.
    const begun = notes.get('docker.brought')
    const brought = begun === undefined ? await whatIsNew(box, packages, signal) : withPackages(begun, packages)
    notes.set('docker.brought', brought)
    await noteBrought(box, brought, signal)
    log(`To be installed: ${packages.join(', ') || 'nothing more'}.`)
    await installPackage(box, wanted, log, signal)
    await untilEngineAnswers(box, signal)
  },
  async verify({ box }, signal) {
    const { Version } = await (await box.engine(signal)).version()
    return `Docker ${Version} answers.`
  },
  async undo({ box, notes, log }, signal) {
    const brought = notes.get('docker.brought')
    if (brought === undefined) return
    await takeAwayDocker(box, brought, log, signal)
    await forgetBrought(box, signal)
  },
}

/** Removes what an installation brought: its packages with their settings, what they filled, their group and their bridge. */
export async function takeAwayDocker(
  box: Box,
  { packages, folders, filled, groups }: Brought,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (packages.length > 0) await purgePackages(box, packages, log, signal)
  // Only names that this file knows: what stands on the box could name anything.
  const known = (all: readonly string[]) => all.filter((folder) => FOLDERS.includes(folder))
  const gone = known(folders)
  const emptied = known(filled).map((folder) => `find ${folder} -mindepth 1 -delete`)
  const group = groups.includes(GROUP) ? `getent group ${GROUP} >/dev/null && groupdel ${GROUP}` : ':'
  const bridge = [...folders, ...filled].includes('/var/lib/docker')
    ? 'ip link delete docker0 2>/dev/null; rm -rf /run/docker /run/docker.sock /run/containerd'
    : ':'
  const script = `${gone.length === 0 ? ':' : `rm -rf ${gone.join(' ')}`}\n${emptied.join('\n')}\n${group}\n${bridge}\n:`
  await box.runAsRoot(script, { timeout_ms: 120_000 }, signal)
}

/** The engine, and its command where the distribution has that apart (Debian 13): by it the engine is reached through sudo. */
async function wantedPackages(box: Box, signal: AbortSignal): Promise<string> {
  const { exit_code } = await box.runAsRoot(`apt-cache show ${COMMAND_PACKAGE} >/dev/null 2>&1`, {}, signal)
  return exit_code === 0 ? `${PACKAGE} ${COMMAND_PACKAGE}` : PACKAGE
}

function isStandIn({ command }: EngineFacts): boolean {
  return command === 'podman' || command === 'snap'
}

/** Root may reach an engine that the user may not. */
async function engineByRoot(box: Box, signal: AbortSignal) {
  try {
    const { Version, ApiVersion } = await (await box.engine(signal)).version()
    return { version: Version, api_version: ApiVersion }
  } catch (error) {
    if (error instanceof SshError && error.code === 'ssh_engine_unreachable') return null
    throw error
  }
}

async function whatIsNew(box: Box, packages: readonly string[], signal: AbortSignal): Promise<Brought> {
  const script = `for folder in ${FOLDERS.join(' ')}; do
  if [ ! -e "$folder" ]; then echo "folder $folder"
  elif [ -z "$(ls -A "$folder")" ]; then echo "filled $folder"
  fi
done
getent group ${GROUP} >/dev/null || echo "group ${GROUP}"`
  const lines = (await box.runAsRoot(script, {}, signal)).stdout.split('\n')
  const named = (what: string) =>
    lines.flatMap((line) => (line.startsWith(`${what} `) ? [line.slice(what.length + 1)] : []))
  return { packages: [...packages], folders: named('folder'), filled: named('filled'), groups: named('group') }
}

function withPackages(begun: Brought, packages: readonly string[]): Brought {
  return { ...begun, packages: [...new Set([...begun.packages, ...packages])] }
}

async function untilEngineAnswers(box: Box, signal: AbortSignal): Promise<void> {
  const until = performance.now() + ENGINE_START_MS
  for (;;) {
    if ((await engineByRoot(box, signal)) !== null) return
    if (performance.now() > until) {
      throw new StepError(
        'docker_not_answering',
        say`Docker was installed on ${box.host}, but its engine does not answer after ${ENGINE_START_MS / 1000} s.`,
        say`See on the box why it did not start: sudo systemctl status docker. Then resume the run.`,
        { output: await whatDockerSays(box, signal) },
      )
    }
    await pause(500, undefined, { signal })
  }
}

async function whatDockerSays(box: Box, signal: AbortSignal): Promise<string[]> {
  const script = 'export LC_ALL=C; docker info 2>&1 | tail -n 3; systemctl --no-pager -l -n 8 status docker 2>&1'
  return lastLines(await box.runAsRoot(script, {}, signal))
}

async function broken(box: Box, { command }: EngineFacts, signal: AbortSignal): Promise<StepError> {
  switch (command) {
    case 'podman':
      return new StepError(
        'docker_is_podman',
        say`The docker command of ${box.host} is Podman’s stand-in.`,
        say`Headwater needs Docker itself. On Debian: sudo apt-get remove podman-docker. Then resume the run, and Docker is installed; or choose a node without Docker.`,
        { output: [] },
      )
    case 'snap':
      return new StepError(
        'docker_is_snap',
        say`Docker was installed on ${box.host} as a snap, which keeps it from files it needs.`,
        say`Remove it (sudo snap remove docker), then resume the run, and Docker is installed from the distribution; or choose a node without Docker.`,
        { output: [] },
      )
    default:
      return new StepError(
        'docker_broken',
        say`Docker is installed on ${box.host}, but its engine does not answer.`,
        say`It is not ours to restart: see what it says below, start it (sudo systemctl enable --now docker), then resume the run.`,
        { output: await whatDockerSays(box, signal) },
      )
  }
}

function tooOld(box: Box, version: string): StepError {
  return new StepError(
    'docker_too_old',
    say`Docker ${version} of ${box.host} is older than Headwater can use.`,
    say`Upgrade it to 20.10 or later, or choose a node without Docker.`,
    { output: [] },
  )
}

function noApt(box: Box): StepError {
  return new StepError(
    'no_apt',
    say`${box.host} has no Docker, and no apt to install it with.`,
    say`Install Docker there yourself, or choose a node without Docker; then resume the run.`,
    { output: [] },
  )
}
