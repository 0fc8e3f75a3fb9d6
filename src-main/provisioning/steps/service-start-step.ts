import { say } from '#contract/sentence.ts'
import { shellWord } from '../read-script.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { lastLines, mustRunAsRoot } from './box-command.ts'
import { settingsOf } from './configure-step.ts'
import { readJoinedNode } from './joined-node.ts'
import { needsLowPort, TOKEN_FILE } from './node-place.ts'
import { setupOf } from './node-settings.ts'
import { DROP_IN, dropInText, markLines, PROGRAM, readMarker, serviceSpec, UNIT, UNIT_FILE } from './service-place.ts'
import { whyNotJoined } from './why-not-joined.ts'

/** The program itself tries for half of this. */
const JOIN_TIMEOUT_MS = 90_000

/**
 * The node's service, enabled and running. One that has not joined joins before: then its program says why it is not taken in, and the service
 * itself never sees the token. What it was started with is noted on the box: the same and running, and nothing is done.
 */
export function serviceStartStep(origin: OriginSide): Step {
  return {
    id: 'start',
    title: 'Service of the node',
    deadlines_ms: { apply: JOIN_TIMEOUT_MS + 60_000 },
    async check(context, signal) {
      const { is_active, is_enabled } = await stateOf(context, signal)
      const marker = await readMarker(context.box, signal)
      if (!is_active) return { state: 'to_do', found: `${UNIT} does not run.` }
      if (!is_enabled) return { state: 'to_do', found: `${UNIT} would not come back after a reboot.` }
      if (marker.get('spec') !== specOf(context, origin, marker)) {
        return { state: 'to_do', found: 'It runs with another program or other settings.' }
      }
      return { state: 'done', found: `${UNIT} runs as it should.` }
    },
    async apply(context, signal) {
      const { box, log } = context
      if (!(await isMember(context, origin, signal))) await join(context, origin, signal)
      const marker = await readMarker(box, signal)
      const script = `set -e
umask 022
${portsScript(needsLowPort(setupOf(context)))}
systemctl daemon-reload
systemctl enable --quiet ${UNIT}
systemctl restart ${UNIT}
${markLines({ spec: specOf(context, origin, marker) })}`
      await mustRunAsRoot(box, script, notStarted(context), signal)
      log(`${UNIT} is enabled and started.`)
    },
    async verify(context, signal) {
      const { is_active, pid } = await stateOf(context, signal)
      if (is_active) return `${UNIT} runs (process ${pid}).`
      const { code, message, hint } = notStarted(context)
      throw new StepError(code, message, hint, { output: await journalOf(context, signal) })
    },
    async undo({ box }, signal) {
      await box.runAsRoot(`if [ -e ${UNIT_FILE} ]; then systemctl disable --quiet --now ${UNIT}; fi`, {}, signal)
    },
  }
}

/** The last lines of the service's log. */
export async function journalOf({ box }: StepContext, signal: AbortSignal): Promise<readonly string[]> {
  return lastLines(await box.runAsRoot(`journalctl -u ${UNIT} -n 20 -o cat --no-pager`, {}, signal))
}

/** One that joined before a crash has used its token up. */
async function isMember({ box }: StepContext, { nodes }: OriginSide, signal: AbortSignal): Promise<boolean> {
  const joined = await readJoinedNode(box, signal)
  return joined !== null && nodes.find(joined.id) !== undefined
}

async function join(context: StepContext, origin: OriginSide, signal: AbortSignal): Promise<void> {
  const { box, log } = context
  // The data directory is one program's at a time.
  const script = `systemctl stop ${UNIT} 2>/dev/null || :
exec ${PROGRAM} join --token-file - < ${TOKEN_FILE}`
  const result = await box.runAsRoot(script, { timeout_ms: JOIN_TIMEOUT_MS }, signal)
  if (result.exit_code === 0) return log('The node has joined, and keeps its identity.')
  const { rtmp_port, media_port, origin_url } = setupOf(context)
  const output = lastLines(result)
  const facts = { host: box.host, origin_url: origin_url ?? origin.originUrl(), rtmp_port, media_port }
  const { code, message, hint } = whyNotJoined(output, facts)
  throw new StepError(code, message, hint, { output })
}

async function stateOf({ box }: StepContext, signal: AbortSignal) {
  const { stdout } = await box.runAsRoot(
    `systemctl show -p ActiveState,MainPID ${UNIT}; systemctl is-enabled ${UNIT} 2>/dev/null || :`,
    {},
    signal,
  )
  const pid = /^MainPID=(\d+)$/m.exec(stdout)?.[1] ?? '0'
  return { is_active: /^ActiveState=active$/m.test(stdout) && pid !== '0', is_enabled: /^enabled$/m.test(stdout), pid }
}

/** What the service is to be: program and settings. */
function specOf(context: StepContext, origin: OriginSide, marker: ReadonlyMap<string, string>): string {
  return serviceSpec(marker.get('sha256') ?? '', settingsOf(context, origin))
}

function portsScript(needs: boolean): string {
  if (!needs) return `rm -f ${DROP_IN}; rmdir ${UNIT_FILE}.d 2>/dev/null || :`
  return `mkdir -p ${UNIT_FILE}.d\nprintf %s ${shellWord(dropInText(needs))} > ${DROP_IN}`
}

function notStarted({ box }: StepContext) {
  return {
    code: 'service_not_running' as const,
    message: say`${UNIT} was started on ${box.host}, and does not run.`,
    hint: say`The last lines of its log are below; all of it: sudo journalctl -u headwater-node. Mend that, then resume the run.`,
  }
}
