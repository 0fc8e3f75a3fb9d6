import type { texts as english } from '../../../../screens/activity/texts.ts'

export const texts: typeof english = {
  title: 'Activité',
  intro: 'Ce qui a changé, qui l’a fait et pourquoi. Les nouveautés arrivent d’elles-mêmes.',
  failed: 'L’activité n’a pas pu être lue.',
  emptyTitle: 'Rien d’enregistré pour l’instant',
  emptyText:
    'Tout changement du cluster apparaîtra ici : les nœuds qui rejoignent ou se taisent, les flux qui commencent et finissent, ce que font les opérateurs.',
  search: 'Rechercher',
  searchHint: 'Noms, adresses, chemins, types et mots de l’origine, qui sont en anglais',
  who: 'Qui',
  anyone: 'Tout le monde',
  actors: { operator: 'Personnes', api_key: 'Clés d’API', node: 'Nœuds', origin: 'L’origine' },
  time: 'Période',
  times: {
    all: 'N’importe quand',
    hour: 'Dernière heure',
    day: 'Dernières 24 heures',
    week: '7 derniers jours',
    month: '30 derniers jours',
    days: 'D’un jour à l’autre',
  },
  from: 'Du',
  to: 'Au',
  noneTitle: 'Rien de tel',
  noneText: 'Rien d’enregistré ne correspond à tout ce qui est choisi ci-dessus.',
  clear: 'Tout afficher',
  older: 'Charger les plus anciens',
  saveAs: (format) => `Enregistrer en ${format}`,
  saveFailed: (why) => `Le fichier n’a pas été enregistré. ${why}`,
  formats: { csv: 'CSV', json: 'JSON' },
  end: 'C’est ici que commence l’historique.',
}
