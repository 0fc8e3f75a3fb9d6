import { inLanguage } from '../../languages/catalogue.ts'
import { counted } from '../../parts/format.ts'

/** Every text of the list of stream policies. */
export const texts = inLanguage('screens/stream-policies/texts', {
  title: 'Stream policies',
  back: 'Streams',
  failed: 'The stream policies could not be read.',
  count: (policies: number) => counted(policies, 'policy', 'policies'),
  caption: 'Stream policies, in the order of their patterns',
  add: 'Add a policy',
  none: 'No policy yet',
  noneText:
    'Every stream may be published once and played everywhere. A policy says otherwise: who may take over, in which regions it may be, on how many nodes, and how many may watch it.',
  columns: { pattern: 'Streams', says: 'What it says', live: 'Live now', changed: 'Changed', actions: 'Actions' },
  nobody: 'none',
  by: (who: string) => `by ${who}`,
  edit: 'Edit',
  editOf: (pattern: string) => `Edit the policy ${pattern}`,
  remove: 'Remove',
  removeOf: (pattern: string) => `Remove the policy ${pattern}`,
})
