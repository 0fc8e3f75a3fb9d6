import type { texts as english } from '../../../../parts/time-chart/texts.ts'

export const texts: typeof english = {
  table: 'Tabelle',
  chart: 'Diagramm',
  tableOf: (label) => `Tabelle: ${label}`,
  chartOf: (label) => `Diagramm: ${label}`,
  time: 'Zeit',
  nothing: 'In dieser Zeit wurde nichts gemessen.',
  sentence: ({ label, last, lowest, highest, mean }) =>
    `${label}: ${last}, zwischen ${lowest} und ${highest}, im Mittel ${mean}.`,
  drawing: (label, sentence) => `${label}. ${sentence}`,
}
