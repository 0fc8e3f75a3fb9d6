import { say } from '#contract/sentence.ts'
import { wholeFile } from '../artifacts/archive-parts.ts'
import type { Artifact, Artifacts } from '../artifacts/artifacts.ts'
import type { Box } from '../box.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { mustRunAsRoot } from './box-command.ts'
import { architectureOf } from './image-step.ts'
import { CONFIG_DIR, DATA_DIR } from './node-place.ts'
import {
  DROP_IN,
  MARKER_FILE,
  markLines,
  PROGRAM,
  PROGRAM_DIR,
  readMarker,
  SERVICE_USER,
  UNIT,
  UNIT_FILE,
} from './service-place.ts'

/** For what is on its way; removed once it is unpacked. On a disk, unlike /tmp of some systems. */
const SPOOL_DIR = '/var/lib'
const UNPACK_TIMEOUT_MS = 5 * 60_000

/** The node's program as a service of systemd: the archive of this origin, its user and its unit. */
export function serviceProgramStep(artifacts: Artifacts): Step {
  return {
    id: 'program',
    title: 'Program of the node',
    deadlines_ms: { apply: null },
    async check(context, signal) {
      await refuseWithoutSystemd(context.box, signal)
      const archive = await archiveFor(context, artifacts, signal)
      if (await isInstalled(context.box, archive, signal)) {
        return { state: 'done', found: `Headwater ${archive.version} is in ${PROGRAM_DIR}.` }
      }
      return { state: 'to_do', found: `Headwater ${archive.version} is not there.` }
    },
    async apply(context, signal) {
      const { box, notes, log, progress } = context
      const archive = await archiveFor(context, artifacts, signal)
      await noteWhatIsNew(context, signal)
      const { bytes, sha256 } = archive
      const path = spoolFile(sha256)
      log(`${(bytes / 1e6).toFixed(1)} MB are sent to the box; after a break that goes on where it was.`)
      const file = wholeFile(archive)
      await box.upload(
        {
          source: (offset) => file.open(offset),
          ...{ bytes, sha256, path, mode: 0o600, as_root: true },
          onProgress: (done, total) => progress({ done, total, unit: 'bytes' }),
        },
        signal,
      )
      const created = notes.get('service.user_created') === true
      await mustRunAsRoot(box, unpackScript(archive, path, created), notInstalled(box), signal, {
        timeout_ms: UNPACK_TIMEOUT_MS,
      })
      log(`It is in ${PROGRAM_DIR}, and its unit in ${UNIT_FILE}.`)
    },
    async verify(context, signal) {
      const archive = await archiveFor(context, artifacts, signal)
      const { stdout, stderr, exit_code } = await context.box.runAsRoot(`${PROGRAM} --version`, {}, signal)
      if (exit_code === 0 && (await isInstalled(context.box, archive, signal))) {
        return `Headwater ${stdout.trim()} is in ${PROGRAM_DIR}.`
      }
      throw new StepError(
        'program_does_not_run',
        say`The node’s program was brought to ${context.box.host}, and does not run there.`,
        say`What it said is below. Is something on the box in its way (noexec on /opt, an old libc)?`,
        { output: `${stdout}\n${stderr}`.split('\n').filter(Boolean).slice(-20) },
      )
    },
    async undo({ box, notes }, signal) {
      const brought = notes.get('service.files')
      if (brought === undefined) return
      await box.runAsRoot(`rm -f ${SPOOL_DIR}/.headwater-node-*`, {}, signal)
      if (!brought.includes(UNIT_FILE)) return
      await removeService(box, notes.get('service.user_created') === true, signal)
    },
  }
}

/**
 * Takes program, unit and user away; settings and data are left for whoever brought them.
 * @param and_user it was made for this node
 */
export async function removeService(box: Box, and_user: boolean, signal: AbortSignal): Promise<void> {
  const user = and_user
    ? `if getent passwd ${SERVICE_USER} >/dev/null; then userdel ${SERVICE_USER}; fi
if getent group ${SERVICE_USER} >/dev/null; then groupdel ${SERVICE_USER}; fi`
    : ':'
  const script = `set -e
if [ -e ${UNIT_FILE} ]; then systemctl disable --quiet --now ${UNIT} 2>/dev/null || :; fi
rm -f ${UNIT_FILE} ${DROP_IN}
rmdir ${UNIT_FILE}.d 2>/dev/null || :
systemctl daemon-reload
systemctl reset-failed ${UNIT} 2>/dev/null || :
rm -rf ${PROGRAM_DIR} ${PROGRAM_DIR}.new ${PROGRAM_DIR}.old ${PROGRAM_DIR}.next ${PROGRAM_DIR}.previous ${PROGRAM_DIR}.failed
rm -f ${MARKER_FILE} ${MARKER_FILE}.new
rmdir ${CONFIG_DIR} 2>/dev/null || :
${user}`
  const failure = {
    code: 'service_not_removed' as const,
    message: say`The service of the node could not be taken away from ${box.host}.`,
    hint: say`What the box said is below. Mend that, then undo the run again.`,
  }
  await mustRunAsRoot(box, script, failure, signal)
}

async function refuseWithoutSystemd(box: Box, signal: AbortSignal): Promise<void> {
  const { stdout } = await box.run(
    'if test -d /run/systemd/system; then echo yes; else cat /proc/1/comm; fi',
    {},
    signal,
  )
  if (stdout.trim().split('\n').at(-1) === 'yes') return
  throw new StepError(
    'no_systemd',
    say`systemd does not run on ${box.host}; process 1 is ${stdout.trim().slice(0, 64) || 'unknown'}.`,
    say`A service needs it to come back after a reboot. Choose the form container (Docker), or a box with systemd.`,
    { output: [] },
  )
}

async function archiveFor({ box }: StepContext, artifacts: Artifacts, signal: AbortSignal): Promise<Artifact> {
  return await artifacts.archive(await architectureOf(box, signal), signal)
}

async function isInstalled(box: Box, { sha256 }: Artifact, signal: AbortSignal): Promise<boolean> {
  const marker = await readMarker(box, signal)
  if (marker.get('form') !== 'service' || marker.get('sha256') !== sha256) return false
  const { exit_code } = await box.runAsRoot(`test -x ${PROGRAM} && test -e ${UNIT_FILE}`, {}, signal)
  return exit_code === 0
}

/** Before anything is changed, for the undo; an attempt of before may have noted it. */
async function noteWhatIsNew({ box, notes }: StepContext, signal: AbortSignal): Promise<void> {
  if (notes.get('service.files') !== undefined) return
  const script = `for file in ${PROGRAM_DIR} ${UNIT_FILE}; do [ -e "$file" ] || echo "$file"; done
getent passwd ${SERVICE_USER} >/dev/null || echo user`
  const { stdout } = await box.runAsRoot(script, {}, signal)
  const lines = stdout.split('\n').filter(Boolean)
  notes.set('service.user_created', lines.includes('user'))
  notes.set(
    'service.files',
    lines.filter((line) => line !== 'user'),
  )
}

const spoolFile = (sha256: string) => `${SPOOL_DIR}/.headwater-node-${sha256.slice(0, 16)}.tar.gz`

/** Unpacked beside what is there, and then in its place: a crash leaves the one or the other. */
function unpackScript({ version, sha256 }: Artifact, path: string, user_created: boolean): string {
  return `set -e
umask 022
mkdir -p ${CONFIG_DIR}
${user_created ? markLines({ user_created: '1' }) : ':'}
if ! getent passwd ${SERVICE_USER} >/dev/null; then
  useradd --system --user-group --no-create-home --home-dir ${DATA_DIR} --shell /usr/sbin/nologin --comment 'Headwater node' ${SERVICE_USER}
fi
rm -rf ${PROGRAM_DIR}.new ${PROGRAM_DIR}.old
mkdir -p ${PROGRAM_DIR}.new
tar -xzf ${path} -C ${PROGRAM_DIR}.new --strip-components=1 --no-same-owner
${PROGRAM_DIR}.new/bin/headwater-node --version >/dev/null
[ ! -e ${PROGRAM_DIR} ] || mv ${PROGRAM_DIR} ${PROGRAM_DIR}.old
mv ${PROGRAM_DIR}.new ${PROGRAM_DIR}
rm -rf ${PROGRAM_DIR}.old
cp ${PROGRAM_DIR}/${UNIT} ${UNIT_FILE}.new
chmod 644 ${UNIT_FILE}.new
mv ${UNIT_FILE}.new ${UNIT_FILE}
systemctl daemon-reload
${markLines({ form: 'service', version, sha256 })}
rm -f ${path}`
}

function notInstalled({ host }: Box) {
  return {
    code: 'program_not_installed' as const,
    message: say`The node’s program could not be installed on ${host}.`,
    hint: say`What the box said is below. Is the disk full (df -h /opt), or the file system read-only? Mend that, then resume the run.`,
  }
}
