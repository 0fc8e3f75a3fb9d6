import { type NodeRole, roleWork } from '#contract/node.ts'
import { inLanguage } from '../languages/catalogue.ts'
import { counted, formatCount } from './format.ts'

/** The words for states: of nodes, streams, runs, drains and certificates. */
export const texts = inLanguage('parts/state-texts', {
  liveness: { joining: 'joining', alive: 'alive', suspect: 'suspect', offline: 'offline', left: 'left' },
  flapping: 'flapping',
  lastResort: 'last resort',
  modes: { draining: 'draining', drained: 'drained', maintenance: 'maintenance' },
  closed: (roles: readonly NodeRole[]) => `no new ${roles.map((role) => roleWork[role]).join(', ')}`,
  /** A state of before, while nothing is known of now; `word` is one of those above or of a stream. */
  was: (word: string) => `was ${word}`,
  origin: 'origin',
  foreign: 'of another make',

  streams: { starting: 'starting', live: 'live', interrupted: 'interrupted', ended: 'ended' },

  runs: {
    queued: 'Waits its turn',
    running: 'Running',
    waiting: 'Waits for you',
    cancelling: 'Cancelling',
    undoing: 'Undoing',
    succeeded: 'Succeeded',
    failed: 'Failed',
    cancelled: 'Cancelled',
    undone: 'Undone',
  },
  /** The same of a run; `word` is one of those above. */
  wasRun: (word: string) => `Was: ${word.toLowerCase()}`,
  steps: {
    pending: 'to do',
    checking: 'checking',
    applying: 'at work',
    verifying: 'verifying',
    done: 'done',
    already_so: 'was so already',
    skipped: 'not needed',
    failed: 'failed',
    undoing: 'undoing',
    undone: 'undone',
  },

  drainPhases: {
    pending: 'Waits its turn',
    cordoning: 'Begins',
    draining: 'Draining',
    drained: 'Drained',
    warming: 'Coming back',
    done: 'Done',
    failed: 'Failed',
    skipped: 'Left out',
  },
  rollingDrains: {
    running: 'Running',
    waiting: 'Waiting',
    paused: 'Paused',
    cancelling: 'Cancelling',
    done: 'Done',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },

  outcomes: { pass: 'good', warn: 'warning', block: 'in the way' },
  passed: (count: number) => `${formatCount(count)} good`,
  warned: (count: number) => counted(count, 'warning'),
  blocked: (count: number) => `${formatCount(count)} in the way`,

  certificateNone: 'none yet',
  certificateEnded: 'ended',
  certificateNotYet: 'not valid yet',
  certificateEnds: (left: string) => `ends in ${left}`,
  certificateValid: 'valid',
  certificateEndedTitle: 'The certificate of this origin has ended.',
  certificateEndedText: 'Browsers and programs refuse to connect until there is a new one.',
  certificateLateTitle: 'The next certificate of this origin does not come.',
  certificateEndsTitle: (left: string) => `The certificate of this origin ends in ${left}.`,
  certificateEndsText: 'Put a new one into its files; it is taken up by itself.',
})
