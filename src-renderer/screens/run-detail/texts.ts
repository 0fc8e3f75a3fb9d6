import type { NodeForm, ProvisioningRun, RunKind } from '#contract/provisioning-run.ts'
import { inLanguage } from '../../languages/catalogue.ts'
import { counted } from '../../parts/format.ts'
import type { Stage } from './stage.ts'

const done: Readonly<Record<RunKind, (name: string) => string>> = {
  provision: (name) => `${name} serves viewers now`,
  adopt: (name) => `${name} belongs to this cluster now`,
  upgrade: (name) => `${name} was upgraded`,
  reconfigure: (name) => `${name} runs with its new configuration`,
  restart: (name) => `${name} was restarted`,
  rotate_identity: (name) => `${name} has a new identity`,
  diagnostics: (name) => `Diagnostics of ${name} are ready`,
  decommission: (name) => `${name} has left, and the box is as it was before`,
}

/** Every text of a run's page. */
export const texts = inLanguage('screens/run-detail/texts', {
  back: 'All runs',
  loading: 'Reading the run',
  failed: 'The run could not be read.',
  goneTitle: 'There is no such run',
  goneText: 'Runs are kept for a while after they are over. This one is gone, or the address is of another origin.',
  toRuns: 'Go to the runs',

  facts: { by: 'Asked by', target: 'Box', node: 'Node', form: 'Runs', version: 'Version', took: 'Took', since: 'For' },
  forms: { container: 'in a container', service: 'as a service' } satisfies Record<NodeForm, string>,
  fromTo: (from: string, to: string) => `${from} → ${to}`,

  stagesLabel: 'How far it is',
  stages: {
    connect: 'Connect',
    host_key: 'Host key',
    preflight: 'Preflight',
    install: 'Install',
    done: 'Done',
  } satisfies Record<Stage, string>,
  stageBehind: '(behind it)',
  stageNow: '(here)',
  stageAhead: '(to come)',

  steps: 'Steps',
  stepsDone: (behind: number, all: number) => `${behind} of ${all}`,
  attempt: (attempt: number) => `attempt ${attempt}`,

  log: 'Log',
  logOf: (step: string) => `Log: ${step}`,
  lines: (count: number) => counted(count, 'line'),
  copyLog: 'Copy this log',
  logFailed: 'The log could not be read.',
  logNotYet: 'This step has not begun.',
  logNeverBegun: 'This step never began.',
  logSkipped: 'Nothing to do here, so nothing was said.',
  logSilent: 'It has said nothing yet.',
  leftOut: (count: number) => `${counted(count, 'earlier line is', 'earlier lines are')} in the saved log.`,

  failedAt: (step: string) => `It stopped at: ${step}`,
  whatToDo: 'What to do',
  whatWasTried: 'What was tried',
  tried: (step: string, attempt: number) =>
    attempt > 1
      ? `“${step}” was begun ${attempt} times. What earlier steps did stays on the box.`
      : `“${step}” was begun once. What earlier steps did stays on the box, so that it can go on from here.`,
  lastLines: 'The last that the box said',
  fixAndResume: 'Fix and resume',
  otherCredentials: 'Other credentials',
  resumeWith: 'Resume with these',
  copyDetails: 'Copy details',
  code: 'Code',
  resumeFailed: 'The run was not resumed.',

  waitsFor: {
    host_key: 'It waits for somebody to compare the host key',
    changed_host_key: 'The host key changed',
    credentials: 'It waits for a login',
    warnings: 'It waits for a decision about the warnings',
  } satisfies Record<NonNullable<ProvisioningRun['waiting_for']>['what'], string>,
  onlyOperators: 'An operator or an owner can answer this.',
  credentialsTitle: 'A login is needed to go on',
  credentialsMemory: 'Kept in the origin’s memory for this run only.',

  hostKeyTitle: (host: string) => `Is this really ${host}?`,
  neverMet: 'It was never met before. Nothing was sent to it yet: no password and no key.',
  shows: (algorithm: string) => `It shows this key (${algorithm})`,
  copyFingerprint: 'Copy the fingerprint',
  howToCompare:
    'Compare it with what the provider’s console shows, or run this on the box itself, in a session that you trust. Every character has to be the same.',
  onTheBox: 'On the box',
  known: 'Or paste what you know of it',
  knownHint: 'The fingerprint, or the whole line that the command prints.',
  same: 'They are the same',
  different: 'They differ',
  confirmKey: 'It is the same: continue',
  stopHere: 'Stop here',

  changedTitle: (name: string) => `The host key of ${name} has changed`,
  changedWhy:
    'This happens when a server was reinstalled, or when someone intercepts the connection. Nothing was sent to it, no password and no key.',
  keyBefore: (algorithm: string) => `Known until now (${algorithm})`,
  keySince: (at: string) => `Confirmed ${at}`,
  keyNow: (algorithm: string) => `Shown now (${algorithm})`,
  keySeen: (at: string) => `First seen ${at}`,
  stop: 'Stop',
  reinstalled: 'It was reinstalled: replace key',
  typeName: (name: string) => `Type ${name} to replace its key`,
  replaceEffect: 'From then on only the new key is accepted. It stands in the activity log with your name.',
  replace: 'Replace the key and go on',
  replaceFailed: 'The key was not replaced.',

  warningsTitle: (host: string) => `${host} could be better prepared`,
  goOn: 'Go on all the same',
  recheck: 'Check again',
  reportTitle: 'What the preflight found',

  doneTitle: done,
  filesHint: 'One archive with logs, configuration and versions. Secrets are masked in it.',
  download: (name: string) => `Download ${name}`,
  servesNow: 'It takes publishers and viewers. Players find it by themselves; these are its own addresses.',
  noEndpointsYet: 'It has joined; its addresses appear with its next report.',
  publishTo: 'Publish here (RTMP)',
  playBase: 'Play from here',
  playStream: (path: string) => `Play ${path} from here (HLS)`,
  watch: (path: string) => `Watch ${path} in the panel`,
  openNode: (name: string) => `Open ${name}`,
  addAnother: 'Add another node',
  toNodes: 'Go to the nodes',

  cancel: 'Cancel',
  cancelling: 'Cancelling',
  resume: 'Resume',
  undo: 'Undo',
  copyCommand: 'Copy CLI command',
  saveLog: 'Save log',
  steerFailed: 'That did not work.',
  goBack: 'Go back',
  cancelTitle: 'Cancel this run?',
  cancelConfirm: 'Cancel the run',
  cancelEffect: 'It stops at the next safe point: a step that must not be cut in the middle is finished first.',
  cancelThen: 'What was done so far',
  cancelLeave: 'Leave it on the box',
  cancelLeaveHint: 'The run can be resumed later.',
  cancelUndo: 'Take it back',
  cancelUndoHint: 'The box is as it was before.',
  undoTitle: 'Undo this run?',
  undoConfirm: 'Undo it',
  undoEffect: (host: string) =>
    `What the run brought to ${host} is taken away again, and what it changed is put back. What was there before stays.`,
  doneSoFar: (titles: readonly string[]) => `Done so far: ${titles.join(', ')}.`,
})
