import type { texts as english } from '../../../../../screens/stream-detail/player/texts.ts'

export const texts: typeof english = {
  title: 'Image',
  protocol: 'Protocole du lecteur',
  flv: 'FLV',
  hls: 'HLS',
  source: 'Lire depuis',
  best: 'Le meilleur nœud',
  bestIs: (node) => `Le meilleur nœud : ${node}`,
  sourceIs: (node, has_stream) => `${node}, ${has_stream ? 'a le flux' : 'devrait le tirer'}`,
  video: (path) => `Image en direct de ${path}`,
  locating: 'Recherche du meilleur nœud',
  connecting: (node) => `Connexion à ${node}`,
  waiting: 'En attente de la suite du flux',
  again: (seconds) => `Nouvel essai dans ${seconds} s`,
  now: 'Essayer maintenant',
  start: 'Lire',
  delay: 'Retard du lecteur',
  delayHint: 'Temps entre ce qui est arrivé dans ce navigateur et ce qui est à l’écran.',
  rate: 'Réception',
  size: 'Taille',
  dropped: 'Images perdues',
  node: 'Depuis',

  snapshot: 'Enregistrer l’image',
  snapshotFailed: 'Aucune image n’a été enregistrée.',
  snapshotWhy: {
    unreachable: 'Le nœud de l’émetteur est injoignable depuis ce navigateur : voyez les adresses ci-dessous.',
    refused: 'Le nœud refuse cet ordinateur : une règle d’accès écarte son réseau.',
    none: 'Le nœud n’a pas encore d’image clé de ce flux. Réessayez dans quelques secondes.',
    codec: 'Ce navigateur ne peut pas décoder l’image. Utilisez-en un autre, ou VLC.',
  },

  noCandidates: 'Aucun nœud ne peut lire ce flux en ce moment.',
  noCandidatesHint: 'Voyez les nœuds : au moins un doit être joignable et en mode normal.',
  unknownNode: 'Ce nœud n’est plus joignable. Choisissez-en un autre.',
  refused: (node, status) => `${node} a refusé la lecture (statut HTTP ${status}).`,
  notThere: (node) => `${node} n’a pas le flux et n’a pas pu l’obtenir.`,
  full: (node) => `${node} n’accepte pas de nouveaux spectateurs.`,
  unreachable: (node) => `${node} est injoignable depuis ce navigateur.`,
  unreachableHint: (url) =>
    `L’adresse est ${url}. Son port média est-il ouvert à cet ordinateur ? Un bloqueur de publicités ou un proxy peut aussi faire obstacle.`,
  mixed: (node) => `Cette page a été ouverte en https, et ${node} ne parle que http.`,
  mixedHint:
    'Les navigateurs refusent de mêler les deux. Ouvrez le panneau en http dans ce réseau, ou copiez l’adresse dans VLC.',
  ended: (node) => `${node} a mis fin à la connexion.`,
  codec: (codec) => `Ce navigateur ne peut pas lire ${codec ?? 'ce genre de flux'}.`,
  codecHint:
    'Le flux lui-même va bien : copiez une adresse ci-dessous dans VLC ou ffplay, ou utilisez un autre navigateur.',
  noMse: 'Ce navigateur ne peut pas lire les flux en direct de ce genre.',
  noMseHint:
    'Il n’a pas les Media Source Extensions. Utilisez une version récente de Chrome, Edge, Firefox ou Safari sur un ordinateur.',
  broken: 'Ce qui est arrivé n’a pas pu être lu.',
  brokenHint:
    'L’encodeur envoie peut-être quelque chose d’inhabituel. L’adresse ci-dessous peut être essayée dans VLC ou ffplay.',
  chunk: 'Le lecteur n’a pas pu être chargé.',
  chunkHint: 'Rechargez la page ; l’origine a peut-être été mise à niveau.',
}
