import type { rollingTexts as english } from '../../../../parts/dialogs/rolling-texts.ts'
import { counted, formatCount } from '../../../../parts/format.ts'

export const texts: typeof english = {
  title: 'Vider des nœuds l’un après l’autre',
  which: 'Quels nœuds',
  all: (nodes) => `Tous les nœuds disponibles (${formatCount(nodes)})`,
  region: (region) => `Région ${region}`,
  chosen: 'Seulement ceux-ci',
  chosenPlaceholder: 'Choisir des nœuds, dans l’ordre voulu',
  atOnce: 'À la fois',
  keep: 'Nœuds qui restent',
  keepSuffix: ' %',
  deadline: 'Attente maximale par nœud',
  deadlines: [
    { value: '60000', label: '1 minute' },
    { value: '300000', label: '5 minutes' },
    { value: '900000', label: '15 minutes' },
    { value: '3600000', label: '1 heure' },
    { value: 'never', label: 'Jusqu’au départ du dernier' },
  ],
  between: 'Quand un nœud est vidé',
  betweens: [
    {
      value: 'resume',
      label: 'Il accepte de nouveau du travail de lui-même',
      description: 'Après dix secondes : pour faire redémarrer ce qu’il porte.',
    },
    {
      value: 'maintenance',
      label: 'Il passe en maintenance et attend',
      description: 'Faites à la main ce qu’il y a à faire, puis reprenez-le : le nœud suivant vient alors.',
    },
    {
      value: 'upgrade',
      label: 'Il est mis à niveau, puis accepte de nouveau du travail',
      description:
        'Vers la version de cette origine, par une exécution sur sa machine avec les identifiants conservés.',
    },
  ],
  canary: 'Nœuds qui passent d’abord',
  canaryHint:
    'Tous doivent réussir avant qu’un autre commence. Une version qui échoue sur l’un n’est essayée sur aucun autre.',
  leaveRegion: 'Les spectateurs peuvent aller vers des nœuds d’autres régions',
  plan: 'Dans cet ordre',
  planLoading: 'Examen de ce que portent les nœuds',
  planFailed: 'C’est impossible.',
  planColumns: { node: 'Nœud', viewers: 'Spectateurs', up: 'Restent', room: 'Place pour' },
  up: (up, total) => `${formatCount(up)} sur ${formatCount(total)}`,
  more: (nodes) => `et ${counted(nodes, 'autre nœud', 'autres nœuds')}`,
  leftOut: (left_out) =>
    `N’en font pas partie : ${left_out
      .slice(0, 4)
      .map(({ node_name, reason }) => `${node_name} (${reason})`)
      .join(', ')}${left_out.length > 4 ? ` et ${counted(left_out.length - 4, 'autre')}` : ''}.`,
  shortTitle: 'Tout ne tiendrait pas maintenant',
  short: 'Commencer quand même, et attendre là où il resterait trop peu',
  start: (nodes) => (nodes === 0 ? 'Démarrer' : `Vider ${counted(nodes, 'nœud')}`),
  failed: 'Le vidage tournant n’a pas démarré.',
  started: (nodes) => `Un vidage tournant de ${counted(nodes, 'nœud')} a commencé`,

  cancelTitle: 'Annuler le vidage tournant ?',
  cancelEffect: (left) =>
    left === 0
      ? 'Chaque nœud a eu son tour.'
      : `${counted(left, 'nœud qui attend son tour n’est pas touché', 'nœuds qui attendent leur tour ne sont pas touchés')}.`,
  cancelOut: (names) => `${names.join(', ')} ${names.length === 1 ? 'est' : 'sont'} hors service en ce moment.`,
  cancelResume: 'Les laisser accepter de nouveau du travail',
  cancelKeep: 'Laisser continuer',
  cancel: 'Annuler l’exécution',
  cancelFailed: 'L’exécution n’a pas été annulée.',
  cancelled: 'Le vidage tournant est annulé',
}
