import type { RollingPlan } from '#contract/rolling-drain.ts'
import { inLanguage } from '../../languages/catalogue.ts'
import { counted, formatCount } from '../format.ts'

/** Every text of the question for a rolling drain, and of the one that ends it. */
export const rollingTexts = inLanguage('parts/dialogs/rolling-texts', {
  title: 'Drain nodes one after the other',
  which: 'Which nodes',
  all: (nodes: number) => `All nodes that take work (${formatCount(nodes)})`,
  region: (region: string) => `Region ${region}`,
  chosen: 'Only these',
  chosenPlaceholder: 'Choose nodes, in the order wanted',
  atOnce: 'At a time',
  keep: 'Nodes that stay up',
  keepSuffix: ' %',
  deadline: 'Wait for each at most',
  deadlines: [
    { value: '60000', label: '1 minute' },
    { value: '300000', label: '5 minutes' },
    { value: '900000', label: '15 minutes' },
    { value: '3600000', label: '1 hour' },
    { value: 'never', label: 'Until the last one leaves' },
  ],
  between: 'When a node is drained',
  betweens: [
    {
      value: 'resume',
      label: 'It takes work again by itself',
      description: 'After ten seconds: for a restart of what it carries.',
    },
    {
      value: 'maintenance',
      label: 'It goes into maintenance and waits',
      description: 'Do by hand what is to be done, then resume it: the next node follows.',
    },
    {
      value: 'upgrade',
      label: 'It is upgraded, then takes work again',
      description: 'To the version of this origin, by a run on its box with the login that is kept.',
    },
  ],
  canary: 'Nodes that come first',
  canaryHint:
    'All of them have to do well before any other is begun. A version that fails on one is tried on no other.',
  leaveRegion: 'Viewers may go to nodes of other regions',
  plan: 'In this order',
  planLoading: 'Looking at what the nodes carry',
  planFailed: 'This cannot be done.',
  planColumns: { node: 'Node', viewers: 'Viewers', up: 'Stay up', room: 'Room for' },
  up: (up: number, total: number) => `${formatCount(up)} of ${formatCount(total)}`,
  more: (nodes: number) => `and ${counted(nodes, 'more node')}`,
  leftOut: (left_out: RollingPlan['left_out']) =>
    `Not among them: ${left_out
      .slice(0, 4)
      .map(({ node_name, reason }) => `${node_name} (${reason})`)
      .join(', ')}${left_out.length > 4 ? ` and ${formatCount(left_out.length - 4)} more` : ''}.`,
  shortTitle: 'Not all of it would fit now',
  short: 'Begin all the same, and wait where too little would stay up',
  start: (nodes: number) => (nodes === 0 ? 'Start' : `Drain ${counted(nodes, 'node')}`),
  failed: 'The rolling drain was not started.',
  started: (nodes: number) => `A rolling drain of ${counted(nodes, 'node')} has begun`,

  cancelTitle: 'Cancel the rolling drain?',
  cancelEffect: (left: number) =>
    left === 0
      ? 'Every node has had its turn.'
      : `${counted(left, 'node')} that ${left === 1 ? 'waits' : 'wait'} for ${left === 1 ? 'its' : 'their'} turn ${left === 1 ? 'is' : 'are'} left alone.`,
  cancelOut: (names: readonly string[]) =>
    `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} out at this moment.`,
  cancelResume: 'Let them take work again',
  cancelKeep: 'Keep it going',
  cancel: 'Cancel the run',
  cancelFailed: 'The run was not cancelled.',
  cancelled: 'The rolling drain is cancelled',
})
