import type { RelayState } from '#contract/stream.ts'
import { counted } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/stream-detail/texts.ts'

const relayStates: Readonly<Record<RelayState, string>> = {
  requested: 'demandé',
  establishing: 'en cours d’établissement',
  active: 'actif',
  idle: 'inutilisé',
  releasing: 'en cours de libération',
  retrying: 'nouvel essai',
  failed: 'en échec',
  closed: 'fermé',
}
const relays = (count: number) => counted(count, 'relais', 'relais')

export const texts: typeof english = {
  back: 'Tous les flux',
  failed: 'Le flux n’a pas pu être lu.',
  offTitle: 'Hors antenne',
  offText: (path) => `Personne n’émet ${path} en ce moment`,
  end: 'Arrêter le flux',

  publication: 'Émission',
  publishedAt: 'Émis vers',
  from: 'Depuis',
  encoder: 'Encodeur',
  unknown: 'inconnu',
  protocol: 'Protocole',
  video: 'Image',
  audio: 'Son',
  bitrate: 'Débit',
  keyframes: 'Image clé toutes les',
  liveFor: 'En direct depuis',
  taken: 'Nombre de reprises',
  viewers: 'Spectateurs',
  policy: 'Règle',
  noPolicy: 'aucune',
  setPolicy: 'Définir une règle',
  editPolicy: 'Modifier la règle',
  letGo: 'Déconnecter les spectateurs',

  health: 'État',
  healthy: 'Tout va bien',
  watch: (count) => counted(count, 'point à examiner', 'points à examiner'),
  usual: (rate) => `d’habitude ${rate}`,
  gaps: 'Images manquantes',
  noGaps: 'aucune',
  gapsFacts: (count, longest) => `${counted(count, 'trou')}, jusqu’à ${longest}`,
  soundOffset: 'Son par rapport à l’image',
  inStep: 'synchrones',
  ahead: (time) => `${time} d’avance`,
  behind: (time) => `${time} de retard`,
  publisherRtt: 'Aller-retour vers l’émetteur',
  received: 'Reçu',

  arrival: 'Comment il arrive',
  arrivalAside: 'cinq dernières minutes, au nœud de son émetteur',
  historyFailed: 'L’arrivée du flux n’a pas pu être lue.',
  arrivalGap: 'Temps le plus long entre deux images',
  halfOfUsual: 'la moitié de l’habitude',
  seen: 'perçu comme un arrêt',
  goodBitrate:
    'Bon signe : une ligne égale. Une baisse régulière, c’est une liaison montante trop étroite ; des dents de scie, un encodeur à débit variable.',
  goodGap:
    'Bon signe : proche de la durée d’une image (40 ms à 25 i/s). Des pics, c’est une liaison montante instable.',
  collecting: 'Collecte en cours : les premiers points arrivent en moins de quatre secondes.',

  waits: 'Interrompu, en attente de l’émetteur',
  waitsFor: '– encore',
  waitsHint:
    'Les spectateurs restent connectés et voient la suite dès que l’émetteur revient. Le délai passé, le flux s’arrête.',
  away: 'Interrompu : son nœud est injoignable',
  awayHint:
    'Les spectateurs des autres nœuds sont gardés tant que le nœud peut revenir ou que l’émetteur peut se déplacer.',
  silent: (time) => `Rien n’est arrivé depuis ${time}`,
  silentHint: 'L’émetteur est connecté et n’envoie rien. Vérifiez que sa source et son réseau fonctionnent.',
  farKeyframes: (time) =>
    `Les images clés sont espacées de ${time} : qui arrive attend jusqu’à ${time} avant de voir une image`,
  farKeyframesHint: 'Réglez l’intervalle d’images clés de l’encodeur sur 2 s.',
  missing: (count) => `Des images manquent : ${counted(count, 'trou')} dans la dernière minute`,
  missingHint:
    'L’encodeur ou sa machine ne suit pas. Réduisez sa résolution, sa cadence d’images ou choisissez un préréglage plus léger.',
  late: (time) => `Des images arrivent en retard : ${time} sans aucune dans la dernière demi-minute`,
  lateHint:
    'Les spectateurs voient l’image s’arrêter. La liaison montante de l’émetteur est instable : utilisez un câble au lieu du sans-fil, baissez le débit, ou émettez vers un nœud plus proche.',
  jumped: (count) =>
    count > 1 ? `L’horloge de l’émetteur saute : ${count} fois jusqu’ici` : 'L’horloge de l’émetteur a sauté',
  jumpedHint:
    'Les spectateurs sont gardés et voient peut-être un bref arrêt. Les sources qui bouclent, changent ou se réveillent font cela : laissez un seul programme donner l’heure de l’image et du son, ou redémarrez l’encodeur.',
  noSound: 'Le flux n’a pas de son',
  noSoundHint: 'Si ce n’est pas voulu, choisissez une source sonore dans l’encodeur et attribuez-lui une piste.',
  soundNever: 'Une piste son est annoncée, et aucun son n’arrive',
  soundStopped: (time) => `Le son s’est arrêté il y a ${time} ; l’image continue`,
  soundStoppedHint:
    'Vérifiez la source sonore de l’encodeur : un appareil débranché, ou un programme fermé. Les lecteurs HLS peuvent s’arrêter aussi.',
  soundBehind: (time) => `Le son a ${time} de retard sur l’image`,
  soundAhead: (time) => `Le son a ${time} d’avance sur l’image`,
  soundHint:
    'Réglez le délai audio (décalage de synchronisation) de l’encodeur, et prenez l’image et le son d’un même appareil ou d’une même horloge.',
  fell: (now, usual) => `Le débit est tombé à ${now}, il est d’habitude de ${usual}`,
  fellHint:
    'La liaison montante de l’émetteur est peut-être trop étroite. Baissez le débit de l’encodeur, ou utilisez un câble.',
  farAway: (time) => `L’émetteur est à ${time}`,
  farAwayHint: 'Émettez vers un nœud plus proche.',

  urls: 'Le lire ailleurs',
  urlsAside: 'dans VLC, ffplay, OBS, sur téléphone, sur téléviseur ou dans une page',
  embed: 'Intégrer à une page',
  everywhere: 'Une adresse pour tous (FLV) : mène au meilleur nœud',
  everywhereHls: 'La même pour téléphones, téléviseurs et navigateurs (HLS)',
  node: 'Nœud',
  addresses: 'Adresses',
  flv: 'HTTP-FLV',
  hls: 'HLS',
  rtmp: 'RTMP',
  copyFlv: (node) => `Copier l’adresse HTTP-FLV de ${node}`,
  copyHls: (node) => `Copier l’adresse HLS de ${node}`,
  copyRtmp: (node) => `Copier l’adresse RTMP de ${node}`,
  urlsNote:
    'Chaque nœud peut lire chaque flux : s’il ne l’a pas, il le tire une fois, à l’arrivée du premier spectateur.',

  chain: 'Son trajet',
  chainAside: (count, hops) => (hops > 1 ? `${relays(count)}, jusqu’à ${hops} à la suite` : relays(count)),
  hops: (count) => `à ${count} sauts de l’émetteur`,
  publisher: 'émetteur',
  viewersHere: (count) => counted(count, 'spectateur'),
  hop: (transport, state) => `par ${transport.toUpperCase()}, ${relayStates[state]}`,
  pinned: 'gardé prêt par sa règle',
  detached: 'source inconnue',
}
