import type { texts as english } from '../../../../screens/activity/texts.ts'

export const texts: typeof english = {
  title: 'Activité',
  intro: 'Ce qui a changé, qui l’a fait et pourquoi. Les nouveautés arrivent d’elles-mêmes.',
  failed: 'L’activité n’a pas pu être lue.',
  emptyTitle: 'Rien d’enregistré pour l’instant',
  emptyText:
    'Tout changement du cluster apparaîtra ici : les nœuds qui rejoignent ou se taisent, les flux qui commencent et finissent, ce que font les opérateurs.',
  noneTitle: 'Rien de ce genre',
  noneText: 'Rien de tel n’est enregistré.',
  clear: 'Tout afficher',
  older: 'Charger les plus anciens',
  saveAs: (format) => `Enregistrer en ${format}`,
  saveFailed: (why) => `Le fichier n’a pas été enregistré. ${why}`,
  formats: { csv: 'CSV', json: 'JSON' },
  end: 'C’est ici que commence l’historique.',
}
