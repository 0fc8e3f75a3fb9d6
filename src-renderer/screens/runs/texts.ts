import { inLanguage } from '../../languages/catalogue.ts'
import { counted } from '../../parts/format.ts'

/** Every text of the list of runs. */
export const texts = inLanguage('screens/runs/texts', {
  title: 'Runs',
  back: 'All nodes',
  add: 'Add a node',
  list: 'Newest first',
  failed: 'The runs could not be read.',
  shown: (shown: number, all: number) => (shown === all ? counted(all, 'run') : `${shown} of ${counted(all, 'run')}`),
  show: 'Which runs',
  shows: [
    { value: 'all', label: 'All runs' },
    { value: 'under_way', label: 'Under way' },
    { value: 'waiting', label: 'Waiting for you' },
    { value: 'failed', label: 'Failed' },
    { value: 'succeeded', label: 'Succeeded' },
  ],
  kind: 'Every kind',
  onlyNode: (name: string) => `Only ${name} ✕`,
  goneNode: 'a node that is gone',
  noMatchTitle: 'No run matches',
  noMatchText: 'Nothing that was done fits the filter.',
  clear: 'Clear the filter',
  noneTitle: 'Nothing was done on a box yet',
  noneText:
    'Adding a node, upgrading it, moving it out: each is a run. It goes on without this page, can be resumed where it failed, and stays here to be looked up.',
})
