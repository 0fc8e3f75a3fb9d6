import type { texts as english } from '../../../../parts/dialogs/policy-texts.ts'
import { counted } from '../../../../parts/format.ts'

export const texts: typeof english = {
  newTitle: 'Nouvelle règle de flux',
  editTitle: (pattern) => `Règle de flux ${pattern}`,
  pattern: 'Pour quels flux',
  patternHint:
    'Un flux (live/show), tous ceux qui commencent ainsi (live/show-*), une app (live/*), ou tous (*). Seule la règle la plus précise s’applique.',
  second: 'Un deuxième émetteur',
  seconds: [
    {
      value: 'node',
      label: 'Selon le réglage de chaque nœud',
      description: 'Sur un même nœud, selon son réglage ; sur un autre nœud, il est refusé.',
    },
    {
      value: 'refuse',
      label: 'Est refusé',
      description: 'Sur tous les nœuds. Le premier qui émet garde le flux.',
    },
    {
      value: 'take_over',
      label: 'Prend la relève',
      description:
        'Quel que soit le nœud où il arrive. Les spectateurs restent connectés ; le premier est déconnecté et ne peut pas le reprendre pendant 30 s.',
    },
  ],
  grace: 'Attente d’un émetteur perdu, en secondes',
  graceHint: 'De 0 à 60 : les spectateurs sont gardés aussi longtemps. Vide : selon le réglage de chaque nœud.',
  regions: 'Régions qui peuvent le diffuser',
  regionsHint:
    'Seuls les nœuds de ces régions le prennent et le diffusent ; les relais ailleurs sont arrêtés aussitôt. Vide : partout.',
  ingest: 'Régions qui peuvent accepter son émetteur',
  ingestHint: 'Seuls les nœuds de ces régions l’acceptent, à partir du prochain. Vide : partout.',
  most: 'Nœuds au plus',
  mostHint: 'Qui l’ont en même temps, celui de son émetteur compris. Vide : autant qu’il en faut.',
  least: 'Nœuds au moins',
  leastHint:
    'Tenus prêts avant l’arrivée des spectateurs, celui de son émetteur compris. Vide : seulement là où on le regarde.',
  leastTooMany: 'Plus que le maximum de nœuds',
  from: 'Tenus prêts à partir de',
  until: 'Tenus prêts jusqu’à',
  timeHint: 'À l’heure de cet ordinateur. Vide : toujours.',
  viewers: 'Spectateurs au plus',
  viewersHint: 'Sur tous les nœuds ensemble. Vide : autant qu’il y a de place.',
  local: 'Le cacher aux serveurs média d’autres éditeurs',
  localHint:
    'Les membres qui ont rejoint le cluster par son API n’en sont pas informés et ne reçoivent aucun spectateur pour lui.',
  create: 'Créer la règle',
  save: 'Enregistrer',
  remove: 'Supprimer',
  failed: 'La règle n’a pas été enregistrée.',
  created: (pattern) => `La règle ${pattern} s’applique désormais`,
  changed: (pattern) => `La règle ${pattern} a été modifiée`,

  removeTitle: (pattern) => `Supprimer la règle ${pattern} ?`,
  removeEffect:
    'Ses flux continuent. Dès cet instant, ils sont comme sans règle, ou comme le dit une autre règle qui leur correspond.',
  removeFailed: 'La règle n’a pas été supprimée.',
  removed: (pattern) => `La règle ${pattern} a été supprimée`,

  letGoTitle: (path) => `Déconnecter les spectateurs de ${path} ?`,
  letGoWhere: 'Sur quel nœud',
  letGoEverywhere: (viewers) => `Tous les nœuds (${counted(viewers, 'spectateur')})`,
  letGoOn: (node, viewers) => `${node} (${counted(viewers, 'spectateur')})`,
  letGoEffect:
    'Ils apprennent le motif et sont déconnectés. Le flux continue, et ils peuvent revenir : pour les tenir à l’écart, définissez une règle.',
  letGoNobody: 'Personne ne regarde en ce moment.',
  letGoReason: 'Motif',
  letGoReasonHint: 'Communiqué aux spectateurs, si leur lecteur l’affiche, et conservé dans le journal d’activité.',
  letGo: 'Les déconnecter',
  letGoFailed: 'Ils n’ont pas été déconnectés.',
  viewerTitle: (path) => `Déconnecter ce spectateur de ${path} ?`,
  viewerEffect: (protocol, network, node) =>
    `1 spectateur sur ${node}, depuis ${network} en ${protocol.toUpperCase()}, est coupé. Personne d’autre ne le remarque.`,
  viewerMay: 'Il peut revenir',
  viewerMayHint: 'La plupart des lecteurs réessaient d’eux-mêmes et sont de retour en quelques secondes.',
  viewerKeepOut: 'Tenir son adresse à l’écart de ce flux',
  viewerKeepOutHint:
    'Sur tous les nœuds, pour cette durée. Tous ceux qui partagent la même adresse sont aussi tenus à l’écart : dans un bureau ou un réseau mobile, cela peut faire beaucoup de monde.',
  viewerUndo:
    'Une déconnexion ne peut pas être annulée ; une adresse tenue à l’écart peut être réadmise sur cette page.',
  viewerGo: 'Déconnecter',
  viewerGone: 'Le spectateur a été déconnecté',
  viewerFailed: 'Le spectateur n’a pas été déconnecté.',
  letGone: (path) => `Les spectateurs de ${path} ont été déconnectés`,
}
