/** Every text of the activity screen. */
export const texts = {
  title: 'Activity',
  intro: 'What changed, who did it and why. New facts come in by themselves.',
  failed: 'The activity could not be read.',
  severity: 'Which facts',
  severities: [
    { value: 'all', label: 'All' },
    { value: 'warning', label: 'Warnings and errors' },
    { value: 'error', label: 'Errors' },
  ],
  emptyTitle: 'Nothing recorded yet',
  emptyText:
    'Every change of the cluster will appear here: nodes that join or fall silent, streams that start and end, what operators do.',
  noneTitle: 'None of this kind',
  noneText: 'Among the facts read so far there is none of this severity.',
  older: 'Read older facts',
  end: 'This is where the record begins.',
} as const
