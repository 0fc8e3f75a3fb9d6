import { inLanguage } from '../../languages/catalogue.ts'

/** Every text of a chart over time. */
export const texts = inLanguage('parts/time-chart/texts', {
  table: 'Table',
  chart: 'Chart',
  /** Of the button, for those who do not see beside what it stands; holds what is written on it. */
  tableOf: (label: string) => `Table of ${label}`,
  chartOf: (label: string) => `Chart of ${label}`,
  time: 'Time',
  nothing: 'Nothing was measured in this time.',
  sentence: (line: { label: string; last: string; lowest: string; highest: string; mean: string }) =>
    `${line.label}: ${line.last}, between ${line.lowest} and ${line.highest}, ${line.mean} on average.`,
  drawing: (label: string, sentence: string) => `${label}. ${sentence}`,
})
