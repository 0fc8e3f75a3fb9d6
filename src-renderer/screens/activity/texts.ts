import { inLanguage } from '../../languages/catalogue.ts'

/** Every text of the activity screen. */
export const texts = inLanguage('screens/activity/texts', {
  title: 'Activity',
  intro: 'What changed, who did it and why. New facts come in by themselves.',
  failed: 'The activity could not be read.',
  emptyTitle: 'Nothing recorded yet',
  emptyText:
    'Every change of the cluster will appear here: nodes that join or fall silent, streams that start and end, what operators do.',
  noneTitle: 'None of this kind',
  noneText: 'Nothing like this is recorded.',
  clear: 'Show everything',
  older: 'Read older facts',
  saveAs: (format: string) => `Save as ${format}`,
  saveFailed: (why: string) => `The file was not saved. ${why}`,
  formats: { csv: 'CSV', json: 'JSON' },
  end: 'This is where the record begins.',
})
