import { inLanguage } from '../../languages/catalogue.ts'

/** Every text of the activity screen. */
export const texts = inLanguage('screens/activity/texts', {
  title: 'Activity',
  intro: 'What changed, who did it and why. New facts come in by themselves.',
  failed: 'The activity could not be read.',
  emptyTitle: 'Nothing recorded yet',
  emptyText:
    'Every change of the cluster will appear here: nodes that join or fall silent, streams that start and end, what operators do.',
  search: 'Search',
  searchHint: 'Names, addresses, paths, types, and words of the origin, which are English',
  who: 'Who',
  anyone: 'Anyone',
  actors: { operator: 'People', api_key: 'API keys', node: 'Nodes', origin: 'The origin' },
  time: 'Time',
  times: {
    all: 'Any time',
    hour: 'Last hour',
    day: 'Last 24 hours',
    week: 'Last 7 days',
    month: 'Last 30 days',
    days: 'From day to day',
  },
  from: 'From',
  to: 'To',
  noneTitle: 'None like this',
  noneText: 'Nothing that is recorded fits all of what is chosen above.',
  clear: 'Show everything',
  older: 'Read older facts',
  saveAs: (format: string) => `Save as ${format}`,
  saveFailed: (why: string) => `The file was not saved. ${why}`,
  formats: { csv: 'CSV', json: 'JSON' },
  end: 'This is where the record begins.',
})
