import type { texts as english } from '../../../../parts/dialogs/embed-texts.ts'

export const texts: typeof english = {
  title: (path) => `Afficher ${path} sur une page`,
  close: 'Fermer',
  how: 'Comment il est lu',
  kinds: {
    hls: { label: 'HLS', description: 'Tous les navigateurs et téléphones ; quelques secondes de retard.' },
    flv: { label: 'HTTP-FLV', description: 'Une à deux secondes de retard ; pas sur iPhone.' },
  },
  script: 'D’où la page tient son lecteur',
  own: 'De votre propre serveur',
  ownHint: (file) => `Placez-y ${file} (npm).`,
  shared: 'De jsDelivr',
  sharedHint: 'Un tiers : quiconque ouvre la page l’interroge aussi, et il apprend les adresses des visiteurs.',
  where: 'Adresse du script du lecteur',
  guardedTitle: 'Ce flux ne se regarde qu’avec des adresses signées',
  guardedText:
    'Le code contient une adresse qui laisse entrer tous ceux qui ouvrent la page, jusqu’à son expiration. Si c’est trop, faites signer une adresse par visiteur par votre propre serveur.',
  sign: 'Signer une adresse pour la page',
  signFor: 'Valable',
  signFailed: 'Aucune adresse n’a été signée.',
  makeKey: 'Créer une clé de signature et signer',
  keyLabel: 'pages et lecteurs, créés dans le panneau',
  until: (time) => `Elle peut être ouverte jusqu’au ${time}.`,
  code: 'Code pour la page',
  vlc: 'Pour VLC (Ouvrir un flux réseau)',
  ffplay: 'Pour ffplay',
  httpsTitle: 'La page doit être ouverte en http',
  httpsText:
    'L’adresse de cette origine est en http, ce que les navigateurs refusent sur les pages https. Donnez un certificat à l’origine (voir « TLS » dans le manuel), ou désignez-la par https.',
  copy: 'Copier le code',
}
