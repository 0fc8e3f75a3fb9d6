import type { ProvisioningRun, ProvisioningStep, StepProgress } from '#contract/provisioning-run.ts'

const SIGNS: Readonly<Record<ProvisioningStep['state'], string>> = {
  pending: '    ',
  checking: '... ',
  applying: '... ',
  verifying: '... ',
  done: 'ok  ',
  already_so: 'ok  ',
  skipped: 'skip',
  failed: 'FAIL',
  undoing: '... ',
  undone: 'back',
}

/** How a person says what a run waits for, on the command line. A changed key is compared first: there is nothing to copy. */
const ANSWERS: Readonly<Record<NonNullable<ProvisioningRun['waiting_for']>['what'], string>> = {
  host_key: ' --accept-host-key SHA256:...',
  changed_host_key: ' --accept-host-key SHA256:...',
  credentials: ' --key FILE    (or --agent, --password-stdin; --login USER@HOST for another user)',
  warnings: ' --accept-warnings',
}

/** Whether a step is through, so that its line stays as it is. */
export function isThrough({ state }: ProvisioningStep): boolean {
  return ['done', 'already_so', 'skipped', 'failed', 'undone'].includes(state)
}

/** One line about a step, as people read it in a terminal. */
export function stepLine(step: ProvisioningStep): string {
  const { title, found, attempt, progress, failure } = step
  const took = tookOf(step)
  const times = attempt > 1 ? ` (attempt ${attempt})` : ''
  const said =
    step.state === 'failed' ? failure?.message : isThrough(step) || progress === null ? found : inWords(progress)
  const sentence = said === null || said === undefined ? '' : `  ${clean(said)}`
  return `  ${SIGNS[step.state]}  ${title.padEnd(24)}${took.padStart(8)}${times}${sentence}`
}

/** `44.1 of 114.0 MB, 96.2 MB/s, 1 s left` */
export function inWords({ done, total, unit, rate }: StepProgress): string {
  const of = (count: number) => (unit === 'bytes' ? (count / 1e6).toFixed(1) : String(Math.round(count)))
  const name = unit === 'bytes' ? 'MB' : unit
  const so_far = total === null ? `${of(done)} ${name}` : `${of(done)} of ${of(total)} ${name}`
  if (rate === null || rate <= 0) return so_far
  const left_s = total === null ? null : Math.ceil((total - done) / rate)
  return `${so_far}, ${of(rate)} ${name}/s${left_s === null ? '' : `, ${left_s} s left`}`
}

/** What came of a run. */
export function resultBlock(run: ProvisioningRun): string {
  const { id, state, kind, host, port, node_id, node_name, form, from_version, to_version, files, waiting_for } = run
  const version = from_version === null || from_version === to_version ? to_version : `${from_version} -> ${to_version}`
  const rows = [
    ['run', id],
    ['what', kind.replaceAll('_', ' ')],
    ['box', port === 22 ? host : `${host} port ${port}`],
    ['node', node_name === null ? node_id : `${node_name}${node_id === null ? '' : ` (${node_id})`}`],
    ['runs as', form],
    ['version', version],
    ['files', files.length === 0 ? null : files.join(', ')],
    ['state', state],
  ] as const
  const lines = rows.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(9)}${clean(value)}`]))
  const next =
    waiting_for === null
      ? nextOf(run)
      : [`  ${clean(waiting_for.text)}`, `  headwater edge resume ${id}${ANSWERS[waiting_for.what]}`]
  return `\n${[...lines, ...next].join('\n')}\n`
}

function nextOf({ id, state, steps }: ProvisioningRun): string[] {
  const failure = steps.findLast((step) => step.state === 'failed')?.failure
  if (state !== 'failed' || failure === null || failure === undefined) return []
  return [
    `  ${clean(failure.message)}  [${failure.code}]`,
    ...failure.output.map((line) => `    | ${clean(line)}`),
    ...(failure.hint === null ? [] : [`  -> ${clean(failure.hint)}`]),
    `  headwater edge resume ${id}    goes on from there`,
    `  headwater edge undo ${id}      takes back what was done`,
  ]
}

/** One line about a run, for lists. */
export function runLine({ id, kind, node_name, host, state, created_at, actor }: ProvisioningRun): string {
  return [id, created_at, kind.padEnd(15), state.padEnd(10), node_name ?? host, actor].map(clean).join('  ')
}

function tookOf({ started_at, ended_at }: ProvisioningStep): string {
  if (started_at === null) return ''
  const ms = (ended_at === null ? Date.now() : Date.parse(ended_at)) - Date.parse(started_at)
  return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`
}

/** What a box says must not move the cursor or change colours of the terminal it is read in. */
export function clean(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ')
}
