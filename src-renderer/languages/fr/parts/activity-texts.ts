import type { texts as english } from '../../../parts/activity-texts.ts'

export const texts: typeof english = {
  title: 'Activité',
  reading: 'Lecture…',
  older: 'Afficher les faits plus anciens',
  noneOfThese: 'Aucun fait de ce genre n’est enregistré.',
  none: 'Rien d’enregistré pour l’instant. Chaque changement apparaîtra ici.',
  failed: 'L’activité n’a pas pu être lue.',
  by: (actor) => `par ${actor}`,
  words: { info: 'information', warning: 'avertissement', error: 'erreur' },

  severity: 'Gravité',
  kind: 'Genre',
  severities: [
    { value: 'info', label: 'Toutes les gravités' },
    { value: 'warning', label: 'Avertissements et erreurs' },
    { value: 'error', label: 'Erreurs' },
  ],
  all: { value: '', label: 'Tous les genres' },
  kinds: {
    node: 'Nœuds',
    session: 'Flux',
    relay: 'Relais',
    rolling_drain: 'Vidages tournants',
    live_state: 'État en direct',
    alert: 'Alertes',
    alerts: 'Notifications',
    operator: 'Opérateurs',
    enrollment_token: 'Jetons d’adhésion',
    api_key: 'Clés d’API',
  },
}
