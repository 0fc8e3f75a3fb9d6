import type { texts as english } from '../../../../parts/dialogs/texts.ts'
import { counted, formatCount } from '../../../../parts/format.ts'

export const texts: typeof english = {
  cancel: 'Annuler',
  close: 'Fermer',
  reason: 'Motif',
  reasonHint: 'Conservé dans le journal d’activité, pour qui demandera plus tard.',
  equivalent: 'La même chose en commande',
  gone: 'Cela n’existe plus. Quelqu’un d’autre a peut-être été plus rapide.',

  drainTitle: (name) => `Vider ${name} ?`,
  drainEffect: 'Dès cet instant, les nouveaux émetteurs et spectateurs sont envoyés vers d’autres nœuds.',
  drainCarried: ({ viewers, streams }, at_once) => {
    if (viewers === 0) return 'Personne ne regarde ici en ce moment.'
    const who = `${counted(viewers, 'spectateur')} de ${counted(streams, 'flux', 'flux')}`
    return at_once
      ? `${who} ${viewers === 1 ? 'est coupé' : 'sont coupés'} ici. Les lecteurs qui redemandent sont envoyés vers d’autres nœuds.`
      : viewers === 1
        ? `${who} reste connecté jusqu’à ce qu’il parte, soit déplacé vers un autre nœud, ou que le temps soit écoulé.`
        : `${who} restent connectés jusqu’à ce qu’ils partent, soient déplacés vers d’autres nœuds, ou que le temps soit écoulé.`
  },
  drainPublished: (paths, at_once) => {
    const one = paths.length === 1
    const who = `${counted(paths.length, 'émetteur')} ${one ? 'envoie' : 'envoient'} ici (${paths.join(', ')})`
    return at_once
      ? `${who}. ${one ? 'Il est déconnecté, et son flux est interrompu' : 'Ils sont déconnectés, et leurs flux sont interrompus'} jusqu’à ce que l’encodeur soit de retour sur un autre nœud.`
      : `${who}. Un émetteur ne peut pas être déplacé sans que cela se voie : il continue jusqu’à ce qu’il s’arrête ou que l’échéance y mette fin.`
  },
  drainRelays: (relays, at_once) => {
    const what = `${counted(relays, 'relais', 'relais')} vers d’autres nœuds`
    return at_once
      ? `${what} ${relays === 1 ? 's’arrête' : 's’arrêtent'} ; ces nœuds cherchent une autre source.`
      : `${what} ${relays === 1 ? 'continue' : 'continuent'} tant que quelqu’un y regarde.`
  },
  drainMoves: (moves) =>
    `Avec les charges actuelles : ${moves.map(({ node_name, subscribers }) => `${formatCount(subscribers)} vers ${node_name}`).join(', ')}.`,
  drainWithoutPlace: (viewers) =>
    `Pour ${counted(viewers, 'spectateur')}, il n’y a de place sur aucun autre nœud en ce moment.`,
  drainAfter: 'Ce qui se passe quand il est vide',
  drainAfters: [
    { value: 'keep', label: 'Il reste vidé', description: 'Jusqu’à ce qu’il soit repris.' },
    {
      value: 'maintenance',
      label: 'Il passe en maintenance',
      description: 'Hors service, même si quelque chose redémarre entre-temps.',
    },
    {
      value: 'retire',
      label: 'Il est retiré du cluster',
      description: 'Il n’en est plus membre ; son historique est conservé.',
    },
  ],
  drainLastNode: 'Aucun autre nœud ne peut accepter de nouveau travail.',
  drainLastNodeHint: 'Tant que celui-ci se vide, personne de nouveau ne peut émettre ni regarder.',
  drainForce: 'Le vider quand même',
  drainForceReason: 'Nécessaire ici : il figure dans le journal d’activité avec votre nom.',
  drainDeadline: 'Combien de temps attendre',
  drainDeadlineHint: 'Ceux qui restent alors sont déconnectés, et le nœud passe en maintenance.',
  drainDeadlines: [
    { value: '900000', label: '15 minutes' },
    { value: '3600000', label: '1 heure' },
    { value: 'never', label: 'Jusqu’au départ du dernier' },
    { value: '0', label: 'Pas du tout : terminer maintenant' },
  ],
  drainNow: 'Vider maintenant',
  drainChange: 'Modifier l’échéance',
  drainAgainTitle: (name) => `Combien de temps ${name} doit-il attendre ?`,
  drainChanged: (name) => `L’échéance de ${name} a été modifiée`,
  drain: 'Vider',
  drainFailed: 'Le nœud n’est pas en cours de vidage.',
  drained: (name) => `${name} est en cours de vidage`,

  resumeTitle: (name) => `Reprendre ${name} ?`,
  resumeEffect: 'Dès cet instant, de nouveaux émetteurs et spectateurs sont de nouveau envoyés ici.',
  resumeOffline: 'Le nœud ne répond pas en ce moment ; il acceptera du travail dès son retour.',
  resume: 'Reprendre',
  resumeFailed: 'Le nœud n’a pas été repris.',
  resumed: (name) => `${name} accepte de nouveau du travail`,

  removeTitle: (name) => `Supprimer ${name} ?`,
  removeEffect:
    'Son autorisation est révoquée et sa connexion fermée aussitôt. Il ne peut revenir qu’avec un nouveau jeton d’adhésion. Son historique est conservé.',
  removeCut: ({ viewers, published }) =>
    viewers + published.length === 0
      ? 'Il ne porte rien en ce moment.'
      : `Seront coupés : ${counted(viewers, 'spectateur')} et ${counted(published.length, 'émetteur')}. Pour les laisser finir, videz d’abord le nœud.`,
  removeLastHint: 'Sans lui, personne de nouveau ne peut émettre ni regarder avant qu’un autre nœud soit là.',
  removeConfirm: (name) => `Saisissez ${name} pour confirmer`,
  remove: 'Supprimer le nœud',
  removeFailed: 'Le nœud n’a pas été supprimé.',
  removed: (name) => `${name} a été supprimé`,

  endTitle: (path) => `Arrêter ${path} ?`,
  endEffect: (viewers, nodes) =>
    viewers === 0
      ? 'L’émetteur est déconnecté. Personne ne regarde en ce moment.'
      : `L’émetteur est déconnecté, et ${counted(viewers, 'spectateur')} sur ${counted(nodes, 'nœud')} ${viewers === 1 ? 'voit' : 'voient'} la fin du flux.`,
  endAfter: 'Et ensuite',
  endAgains: {
    none: {
      label: 'Il peut revenir',
      description:
        'La plupart des encodeurs réessaient d’eux-mêmes : arrêtez aussi l’encodeur si le flux doit rester coupé.',
    },
    address: {
      label: 'Tenir son adresse à l’écart de ce flux',
      description: (address) =>
        `Personne depuis ${address} n’émet ce flux pendant cette durée ; les autres flux continuent.`,
    },
    key: {
      label: 'Tenir sa clé de flux à l’écart de ce flux',
      description: (key) => `Personne n’émet ce flux avec la clé ${key} pendant cette durée.`,
    },
    revoke: {
      label: 'Révoquer sa clé de flux',
      description: (key) =>
        `La clé ${key} n’ouvre plus rien. C’est irréversible : qui en a besoin en reçoit une nouvelle.`,
    },
  },
  endFor: 'Pour combien de temps',
  endTimes: [
    { value: '5m', label: '5 minutes' },
    { value: '15m', label: '15 minutes' },
    { value: '1h', label: '1 heure' },
    { value: '24h', label: '1 jour' },
  ],
  endUndo: 'L’arrêt ne peut pas être annulé ; ce qui est tenu à l’écart peut être réadmis sur la page du flux.',
  endNoKey: 'L’émetteur est entré sans clé de flux.',
  endKeyName: (label, prefix) => (label === null ? `${prefix}…` : `${label} (${prefix}…)`),
  endConfirm: (path) => `Saisissez ${path} pour confirmer`,
  end: 'Arrêter le flux',
  endFailed: 'Le flux n’a pas été arrêté.',
  ended: (path) => `${path} a été arrêté`,
}
