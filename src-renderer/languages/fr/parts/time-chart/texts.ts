import type { texts as english } from '../../../../parts/time-chart/texts.ts'

export const texts: typeof english = {
  table: 'Tableau',
  chart: 'Graphique',
  tableOf: (label) => `Tableau : ${label}`,
  chartOf: (label) => `Graphique : ${label}`,
  time: 'Heure',
  nothing: 'Rien n’a été mesuré pendant cette période.',
  sentence: ({ label, last, lowest, highest, mean }) =>
    `${label} : ${last}, entre ${lowest} et ${highest}, ${mean} en moyenne.`,
  drawing: (label, sentence) => `${label}. ${sentence}`,
}
