import { counted, formatCount } from '../../../../../parts/format.ts'
import type { texts as english } from '../../../../../screens/settings/certificates/authority-texts.ts'

export const texts: typeof english = {
  title: 'Autorité de cette installation',
  about: (life) =>
    `Elle signe ce qui prouve l’identité des nœuds, auprès de l’origine et entre eux. Leurs certificats durent ${life} et se renouvellent d’eux-mêmes ; les commandes d’adhésion portent son empreinte, pour qu’une nouvelle machine fasse confiance à la bonne origine.`,
  signs: 'signe',
  trusted: 'reconnue, ne signe plus',
  made: 'Créée',
  until: 'Valable jusqu’au',
  held: 'Ses certificats',
  nodes: (nodes) => counted(nodes, 'nœud'),
  fingerprint: 'Empreinte de sa clé (SHA-256), comme dans les commandes d’adhésion',
  progress: (renewed, all) =>
    `${counted(renewed, 'nœud')} sur ${formatCount(all)} ${renewed < 2 ? 'a' : 'ont'} un certificat de la nouvelle autorité.`,
  progressLabel: 'Nœuds qui ont renouvelé',

  rotate: 'La remplacer',
  rotateTitle: 'Remplacer l’autorité ?',
  rotateConfirm: 'En créer une nouvelle',
  rotateEffect:
    'Une nouvelle signe à partir de maintenant, et l’ancienne reste reconnue jusqu’à ce que vous l’abandonniez. Les nœuds renouvellent d’eux-mêmes en quelques minutes, et rien de ce qui tourne n’est interrompu. Les commandes d’adhésion créées auparavant portent l’ancienne empreinte.',
  rotateFailed: 'Aucune nouvelle autorité n’a été créée.',
  rotated: 'Une nouvelle autorité signe désormais',

  drop: 'L’abandonner',
  dropForced: 'L’abandonner quand même',
  dropTitle: 'Ne plus faire confiance à l’ancienne autorité ?',
  dropEffect: 'Ce qu’elle a signé ne prouve plus rien, ici comme sur chaque nœud.',
  stillHeld: (nodes) =>
    nodes < 2
      ? `${counted(nodes, 'nœud')} a encore un certificat d’elle.`
      : `${counted(nodes, 'nœud')} ont encore des certificats d’elle.`,
  stillHeldText:
    'Ceux-ci ne prouvent rien aux autres nœuds tant qu’ils ne sont pas renouvelés. Les nœuds absents renouvellent à leur retour.',
  dropFailed: 'Elle est toujours reconnue.',
  dropped: 'L’ancienne autorité n’est plus reconnue',
}
