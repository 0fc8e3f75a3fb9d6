import { say } from '#contract/sentence.ts'
import { wholeFile } from '../artifacts/archive-parts.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { mustRunAsRoot } from '../steps/box-command.ts'
import { architectureOf } from '../steps/image-step.ts'
import { PROGRAM_DIR } from '../steps/service-place.ts'
import { memberOf } from './found-node.ts'
import { places } from './node-forms.ts'

const SPOOL = '/var/tmp/.headwater-node.tar.gz'

/** The program of a service in this origin's version, in a folder beside the one that runs. */
export function serviceProgram(origin: OriginSide): Step {
  const { next } = places.service
  const isThere = async ({ box }: StepContext, signal: AbortSignal) =>
    (await box.runAsRoot(`[ -e ${next}/.whole-${origin.version} ]`, {}, signal)).exit_code === 0
  return {
    id: 'image',
    title: 'Bring the new version',
    async check(context, signal) {
      const { version } = memberOf(context, origin)
      if (version === origin.version) return { state: 'done', found: `Version ${version} is there.` }
      await refusePackage(context, signal)
      if (await isThere(context, signal)) return { state: 'done', found: `Version ${origin.version} lies in ${next}.` }
      return { state: 'to_do', found: `Version ${origin.version} is to be brought.` }
    },
    async apply(context, signal) {
      const { box, progress } = context
      const archive = await origin.artifacts.archive(await architectureOf(box, signal), signal)
      const { bytes, sha256 } = archive
      const file = wholeFile(archive)
      await box.upload(
        {
          source: (offset) => file.open(offset),
          ...{ bytes, sha256, path: SPOOL, mode: 0o600, as_root: true },
          onProgress: (done, total) => progress({ done, total, unit: 'bytes' }),
        },
        signal,
      )
      const failure = {
        code: 'unpack_failed' as const,
        message: say`The new version cannot be unpacked on ${box.host}.`,
        hint: say`Is the disk full (df -h /opt)?`,
      }
      const script = `set -e\nrm -rf ${next}\nmkdir -p ${next}\ntar -xzf ${SPOOL} -C ${next} --strip-components=1 --no-same-owner\ntouch ${next}/.whole-${origin.version}\nrm -f ${SPOOL}`
      await mustRunAsRoot(box, script, failure, signal, { timeout_ms: 180_000 })
    },
    async verify(context, signal) {
      if (await isThere(context, signal)) return `Version ${origin.version} lies beside the one that runs.`
      throw new StepError('unpack_failed', say`The new version is not on ${context.box.host}.`, say`Resume the run.`)
    },
    async undo({ box }, signal) {
      await box.runAsRoot(`rm -rf ${next} ${SPOOL}*`, {}, signal)
    },
  }
}

/** A package is upgraded by the package manager: two who replace the same files would undo one another. */
async function refusePackage({ box }: StepContext, signal: AbortSignal): Promise<void> {
  const { exit_code } = await box.runAsRoot(
    'dpkg -S /usr/bin/headwater-node >/dev/null 2>&1 && [ ! -e /opt/headwater-node/bin ]',
    {},
    signal,
  )
  if (exit_code !== 0) return
  throw new StepError(
    'installed_as_package',
    say`The node of ${box.host} was installed as a Debian package, and not into ${PROGRAM_DIR}.`,
    say`Upgrade the package on the box: sudo apt-get install ./headwater-node_VERSION_ARCH.deb`,
  )
}
