import type { texts as english } from '../../../../parts/dialogs/signed-link-texts.ts'

export const texts: typeof english = {
  title: (path) => `Un lien pour regarder ${path}`,
  intro:
    'Quiconque a le lien peut commencer à regarder jusqu’à son expiration ; qui a commencé continue. Il est utile là où le flux ne se regarde qu’avec des liens signés.',
  validFor: 'Valable',
  validHint: 'Il peut être recréé aussi souvent que nécessaire.',
  lifetimes: [
    { value: '1h', label: '1 heure' },
    { value: '24h', label: '1 jour' },
    { value: '7d', label: '7 jours' },
    { value: '30d', label: '30 jours' },
  ],
  ip: 'Seulement depuis',
  ipHint: 'Une adresse ou un réseau. Les téléphones changent la leur en se déplaçant.',
  anywhere: 'partout',
  make: 'Créer le lien',
  makeKey: 'Créer une clé de signature et le lien',
  keyLabel: 'liens créés dans le panneau',
  failed: 'Aucun lien n’a été créé.',
  noKey: 'Il n’y a rien pour le signer.',
  noKeyText:
    'Une clé de signature pour tous les flux est d’abord créée. La révoquer met fin à tous les liens signés avec elle.',
  made: 'Un lien pour regarder',
  until: (time) => `Il peut être ouvert jusqu’au ${time}.`,
  revoked: 'Avant cela, il ne prend fin qu’avec la clé qui l’a signé.',
  hls: 'Pour navigateurs et lecteurs (HLS)',
  flv: 'Avec moins de retard (HTTP-FLV)',
  query: 'Après le point d’interrogation de l’adresse',
  copy: 'Copier le lien',
  done: 'Terminé',
}
