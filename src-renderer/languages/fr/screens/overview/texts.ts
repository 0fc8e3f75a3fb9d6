import { counted, formatBitrate, formatSeconds } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/overview/texts.ts'

export const texts: typeof english = {
  title: 'Vue d’ensemble',
  failed: 'Le cluster n’a pas pu être lu.',

  totals: 'Totaux',
  liveStreams: 'Flux en direct',
  viewers: 'Spectateurs',
  egress: 'Sortant',
  nodesAlive: 'Nœuds en ligne',
  ofNodes: (nodes) => `sur ${nodes}`,

  attention: 'Demande votre attention',
  showAll: (count) => `Tout afficher (${count})`,
  quiet: 'Tout est calme : rien ne demande votre attention.',
  wasQuiet: 'Rien ne demandait votre attention au dernier signe de l’origine.',
  offline: (name) => `${name} est hors ligne`,
  offlineText: (streams) =>
    streams === 0
      ? 'Il ne portait rien à son dernier signe de vie. Vérifiez son alimentation et son réseau.'
      : `${counted(streams, 'flux passait', 'flux passaient')} par lui. Les spectateurs sont envoyés ailleurs. Vérifiez son alimentation et son réseau.`,
  suspect: (name) => `${name} a manqué des battements`,
  suspectText:
    'Il est peut-être en train de tomber, ou son réseau. Les nouveaux spectateurs sont envoyés ailleurs jusqu’à son prochain signe de vie.',
  flapping: (name) => `${name} va et vient`,
  flappingText:
    'Il a été perdu si souvent ces derniers temps qu’il est tenu pour suspect : les nouveaux spectateurs n’y vont qu’en dernier recours, jusqu’à ce qu’il soit resté stable un moment.',
  trust: 'Lui refaire confiance',
  interrupted: (path) => `${path} est interrompu`,
  interruptedText: (name) =>
    `Le nœud ${name} de son émetteur est injoignable. S’il revient dans le délai de grâce, les spectateurs gardent leur place.`,
  publisherLostText: (name) =>
    `Son émetteur sur ${name} a perdu la connexion et est attendu. Les spectateurs gardent leur place jusqu’à son retour ou la fin du délai.`,
  relayFailed: (path, name) => `${path} n’atteint pas ${name}`,
  relayFailedText: (why) => why ?? 'Le relais est retenté.',
  degraded: 'L’état en direct est dégradé',
  draining: (name) => `${name} est en cours de vidage`,
  drainingText: (left) => `Il n’accepte plus rien de nouveau ; reste : ${left}.`,
  timeLeft: 'Temps restant :',
  finish: 'Terminer maintenant',
  drained: (name) => `${name} est vidé`,
  drainedText: 'Il ne porte plus rien : vous pouvez le mettre à niveau ou l’éteindre sans risque.',
  maintenance: (name) => `${name} est en maintenance`,
  maintenanceText: 'Il n’accepte rien de nouveau.',
  unroutable: (name) => `${name} n’accepte rien de nouveau`,
  keyframes: (path) => `Les spectateurs de ${path} attendent`,
  keyframesText: (interval_ms) =>
    `Une image clé n’arrive que toutes les ${formatSeconds(interval_ms)} ; un nouveau spectateur attend donc une image aussi longtemps. Réglez l’intervalle d’images clés de l’encodeur sur 2 s.`,
  busy: (name) => `${name} est presque saturé`,
  busyText: (percent) => `Son processeur est à ${percent}. Ajoutez un nœud, ou videz celui-ci.`,
  clock: (name) => `L’horloge de ${name} est fausse`,
  clockText: (skew) =>
    `Elle a ${skew}. Des certificats et des jetons peuvent échouer ; activez-y la synchronisation de l’heure.`,
  openNode: 'Ouvrir le nœud',
  openStream: 'Ouvrir le flux',
  resume: 'Reprendre',
  addNode: 'Ajouter un nœud',
  remove: 'Supprimer',

  flow: 'Où vont les flux',
  asGraph: 'Dessin',
  asTable: 'Tableau',
  view: 'Affichage',
  loadingGraph: 'Chargement du dessin',
  noRegion: 'sans région',
  allAre: (word) => `tous : ${word}`,
  moreIdle: (count) => `${counted(count, 'autre nœud', 'autres nœuds')} sans flux`,
  edgeTitle: (from, to, what) => `${from} vers ${to} : ${what}`,
  controls: {
    'controls.ariaLabel': 'Vue du dessin',
    'controls.zoomIn.ariaLabel': 'Agrandir',
    'controls.zoomOut.ariaLabel': 'Réduire',
    'controls.fitView.ariaLabel': 'Ajuster à la vue',
  },
  publishers: 'émetteurs',
  viewersHidden: 'spectateurs',
  cpu: (percent) => `CPU ${percent}`,
  nodeCount: (count) => counted(count, 'nœud'),
  publisherCount: (count) => counted(count, 'émetteur'),
  viewerCount: (count) => counted(count, 'spectateur'),
  relayStates: {
    requested: 'demandé',
    establishing: 'en cours d’établissement',
    active: 'actif',
    idle: 'au repos',
    releasing: 'en cours de libération',
    retrying: 'nouvelle tentative',
    failed: 'échoué',
    closed: 'fermé',
  },
  received: (from, streams) => `${from} : ${streams}`,
  manyStreams: (count) => counted(count, 'flux', 'flux'),
  stream: (path, kbps) => `${path} à ${formatBitrate(kbps)}`,
  tableNode: 'Nœud',
  tableState: 'État',
  tablePublishes: 'Émis ici',
  tableReceives: 'Reçu de',
  tableViewers: 'Spectateurs',
  tableEgress: 'Sortant',
  tableCaption: 'Chaque nœud avec ce qui y est émis et ce qu’il reçoit d’autres nœuds',
  tableMore: (count) => `et ${counted(count, 'autre nœud', 'autres nœuds')}`,
  grow: 'Plus de nœuds',
  noEdge: 'Rien que cette origine pour l’instant',
  noEdgeText:
    'Elle porte les flux à elle seule. Chaque machine que vous ajoutez la décharge de spectateurs et rapproche le flux d’eux.',

  live: 'En direct maintenant',
  at: (node) => `sur ${node}`,
  allStreams: 'Tous les flux',

  security: (count) =>
    count === 1
      ? '1 point de sécurité pourrait être amélioré.'
      : `${count} points de sécurité pourraient être améliorés.`,
  openSecurity: 'Voir lesquels',

  runs: 'Dernières exécutions',
  allRuns: 'Toutes les exécutions',
}
