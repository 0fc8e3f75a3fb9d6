import type { texts as english } from '../../../../parts/dialogs/run-texts.ts'
import { counted } from '../../../../parts/format.ts'

const viewersOf = (viewers: number, streams: number) =>
  `${counted(viewers, 'spectateur')} de ${counted(streams, 'flux', 'flux')}`

export const texts: typeof english = {
  kinds: {
    upgrade: {
      title: (name) => `Mettre ${name} à niveau ?`,
      effect:
        'La version que porte cette origine lui est envoyée et prend le relais. Si la nouvelle n’est pas de retour en une minute, l’ancienne est relancée d’elle-même.',
      confirm: 'Mettre à niveau',
    },
    restart: {
      title: (name) => `Redémarrer ${name} ?`,
      effect: 'Il est vidé, arrêté et relancé avec la même version et la même configuration.',
      confirm: 'Redémarrer',
    },
    rotate_identity: {
      title: (name) => `Donner une nouvelle identité à ${name} ?`,
      effect:
        'Il est vidé, puis redémarré avec une nouvelle clé et un nouveau certificat ; les anciens ne sont plus acceptés.',
      confirm: 'Renouveler',
    },
    diagnostics: {
      title: (name) => `Collecter les diagnostics de ${name} ?`,
      effect:
        'Journaux, configuration et versions sont réunis dans une archive à télécharger. Les secrets sont masqués. Rien n’est modifié.',
      confirm: 'Collecter',
    },
  },
  carried: ({ viewers, streams, published }) => {
    if (viewers === 0 && published.length === 0) return 'Personne ne regarde ni n’émet ici en ce moment.'
    const who = viewers === 0 ? null : viewersOf(viewers, streams)
    const sends = published.length === 0 ? null : `${counted(published.length, 'émetteur')} (${published.join(', ')})`
    return `Il porte en ce moment ${[who, sends].filter((word) => word !== null).join(' et ')}. Ils peuvent partir d’abord.`
  },
  wait: 'Combien de temps leur laisser',
  waitHint: 'Ceux qui restent alors sont déconnectés ; les lecteurs qui redemandent sont envoyés vers d’autres nœuds.',
  waits: [
    { value: '0', label: 'Aucun' },
    { value: '300000', label: '5 minutes' },
    { value: '900000', label: '15 minutes' },
    { value: '3600000', label: '1 heure' },
    { value: 'never', label: 'Jusqu’au départ du dernier' },
  ],
  failed: 'L’exécution n’a pas commencé.',
  loginKept: (who) => `Avec les identifiants conservés : ${who}.`,
  loginOther: 'En utiliser d’autres',
  loginNeeded: 'Aucun identifiant n’est conservé pour ce nœud. Comment atteindre sa machine ?',
  loginTitle: 'Identifiants',
  reading: 'Recherche des identifiants…',

  reconfigureTitle: (name) => `Reconfigurer ${name}`,
  reconfigureEffect:
    'Seul ce que vous remplissez est modifié. Il est vidé, arrêté et relancé avec la nouvelle configuration.',
  reconfigureConfirm: 'Reconfigurer',
  unchanged: 'inchangé',
  name: 'Nom',
  region: 'Région',
  rtmpPort: 'Port RTMP',
  mediaPort: 'Port média',
  advertise: 'Adresse pour les spectateurs',
  originUrl: 'URL de cette origine',

  decommissionTitle: (name) => `Démanteler ${name} ?`,
  decommissionEffect:
    'Il est vidé et quitte le cluster. Puis conteneur ou service, image, fichiers et utilisateur sont retirés de la machine, qui redevient comme avant. C’est irréversible.',
  decommissionCut: ({ viewers, streams, published }) =>
    viewers === 0 && published.length === 0
      ? 'Personne ne regarde ni n’émet ici en ce moment.'
      : `S’y trouvent maintenant : ${counted(published.length, 'émetteur')} et ${viewersOf(viewers, streams)}.`,
  typeName: (name) => `Saisissez ${name} pour confirmer`,
  decommission: 'Démanteler',

  forgetTitle: (name) => `Oublier les identifiants de ${name} ?`,
  forgetEffect: (who) =>
    `${who} est oublié pour de bon. Le nœud continue ; des identifiants seront demandés à qui le mettra à niveau ou le redémarrera.`,
  forget: 'Les oublier',
  forgetFailed: 'Les identifiants n’ont pas été oubliés.',
  forgotten: (name) => `Les identifiants de ${name} sont oubliés`,
}
