import type { BoxReport } from '#contract/provisioning.ts'
import type { NodeForm } from '#contract/provisioning-run.ts'
import { asItIs, say, together } from '#contract/sentence.ts'
import { privilegeCheck } from '../checks/privilege.ts'
import { type OpenBox, WaitForPerson } from './box-link.ts'
import { CONNECT_STEP } from './run-driver.ts'
import { StepError } from './run-error.ts'
import type { Step } from './step.ts'
import type { StoredRun } from './stored-run.ts'

/** Looks at a box and changes nothing on it. */
export type LookAtBox = (open: OpenBox, run: StoredRun, signal: AbortSignal) => Promise<BoxReport>

/** What the runner's own steps tell the run. */
export interface OwnStepsOptions {
  readonly run: StoredRun
  readonly open: () => OpenBox
  readonly look: LookAtBox
  readonly onReport: (report: BoxReport) => void
  readonly onForm: (form: NodeForm) => void
}

/** The runner sees to it before any step, and again whenever the connection is lost. */
const connect: Step = {
  id: CONNECT_STEP,
  title: 'Connect',
  check: () => Promise.reject(new Error('the runner connects by itself')),
  apply: () => Promise.reject(new Error('the runner connects by itself')),
  verify: () => Promise.reject(new Error('the runner connects by itself')),
}

/** How commands get root's rights; a password that is missing or wrong is asked for. */
const privilege: Step = {
  id: 'privilege',
  title: 'Administrator rights',
  async check({ box }, signal) {
    const plan = { ports: [], origin_url: null }
    const { outcome, found, remedy } = privilegeCheck.judge(await privilegeCheck.look(box, plan, signal), plan)
    if (outcome === 'pass') return { state: 'done', found }
    throw new WaitForPerson({
      what: 'credentials',
      text: remedy === null ? found : `${found} ${remedy}`,
      host_key: null,
    })
  },
  apply: () => Promise.reject(new Error('nothing is to be done about rights')),
  verify: () => Promise.reject(new Error('nothing is to be done about rights')),
}

function preflight({ run, open, look, onReport, onForm }: OwnStepsOptions): Step {
  return {
    id: 'preflight',
    title: 'Look at the box',
    deadlines_ms: { apply: 120_000 },
    check: async () => ({ state: 'to_do', found: 'It is looked at whether a node can run there.' }),
    async apply({ log, notes }, signal) {
      const report = await look(open(), run, signal)
      for (const { outcome, title, found, remedy } of report.checks) {
        log(`${outcome.padEnd(5)} ${title}: ${found}${remedy === null ? '' : ` ${remedy}`}`)
      }
      notes.set('preflight.report', report)
      onReport(report)
      if (report.outcome === 'block') throw blocked(report)
      if (report.outcome === 'warn' && !run.request.accept_warnings) throw warned(report)
      if (run.form === null) onForm(formFor(run, report))
    },
    async verify({ notes }) {
      const checks = notes.get('preflight.report')?.checks ?? []
      const warnings = checks.filter(({ outcome }) => outcome === 'warn').length
      const looks = `${checks.length} checks`
      return warnings === 0 ? `${looks}, all good.` : `${looks}, ${warnings} with a warning.`
    },
  }
}

/** The runner's own steps, which come before all others. */
export function ownSteps(options: OwnStepsOptions): readonly Step[] {
  const { kind } = options.run
  return kind === 'provision' ? [connect, privilege, preflight(options)] : [connect, privilege]
}

function blocked({ host, checks }: BoxReport): StepError {
  const blocks = checks.filter(({ outcome }) => outcome === 'block')
  const found = together(blocks.map((check) => check.sentences?.found ?? asItIs(check.found)))
  const remedies = blocks.flatMap(({ remedy, sentences }) =>
    remedy === null ? [] : [sentences?.remedy ?? asItIs(remedy)],
  )
  const hint = together([...remedies, say`Then resume the run: the box is looked at again.`])
  return new StepError('preflight_blocked', say`${host} cannot become a node as it is. ${found}`, hint, { output: [] })
}

function warned({ checks }: BoxReport): WaitForPerson {
  const warnings = checks.filter(({ outcome }) => outcome === 'warn').map(({ title, found }) => `${title}: ${found}`)
  return new WaitForPerson({ what: 'warnings', text: warnings.join(' '), host_key: null })
}

/** What `auto` comes to: a container, unless Docker cannot be had and systemd is there. */
function formFor({ request }: StoredRun, { checks }: BoxReport): NodeForm {
  const asked = request.setup?.form ?? 'auto'
  if (asked !== 'auto') return asked
  const is = (id: string, outcome: 'block' | 'pass') =>
    checks.some((check) => check.id === id && check.outcome === outcome)
  return is('docker.engine', 'block') && is('system.service_manager', 'pass') ? 'service' : 'container'
}
