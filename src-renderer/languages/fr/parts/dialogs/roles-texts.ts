import type { texts as english } from '../../../../parts/dialogs/roles-texts.ts'

export const texts: typeof english = {
  title: (name) => `Que ne doit plus accepter ${name} ?`,
  effect: 'Ce qu’il en a continue jusqu’à se terminer de lui-même. Tout le reste arrive ici comme auparavant.',
  which: 'Plus de nouveaux',
  roles: [
    {
      value: 'ingest',
      label: 'Émetteurs',
      description: 'Les encodeurs qui demandent où émettre sont envoyés ailleurs.',
    },
    { value: 'viewers', label: 'Spectateurs', description: 'Les lecteurs sont envoyés vers d’autres nœuds.' },
    {
      value: 'relay_source',
      label: 'Relais vers d’autres nœuds',
      description: 'Les autres nœuds prennent les flux ailleurs, là où c’est possible.',
    },
  ],
  lasts: 'Pour combien de temps',
  lastings: [
    { value: 'always', label: 'Jusqu’à ce qu’il soit repris' },
    { value: '3600000', label: '1 heure' },
    { value: '14400000', label: '4 heures' },
    { value: '86400000', label: '1 jour' },
  ],
  reasonHint: 'Pour ceux qui se poseront la question plus tard.',
  forceHint: 'Personne d’autre n’accepterait alors ce travail.',
  confirm: 'Fermer ces rôles',
  force: 'Fermer quand même',
  failed: 'Rien n’a été fermé.',
  closed: (name, words) => `${name} : ${words}`,
}
