import { counted } from '../../../../../parts/format.ts'
import type { texts as english } from '../../../../../screens/stream-detail/viewers/texts.ts'

export const texts: typeof english = {
  title: 'Qui regarde',
  total: (viewers, nodes) =>
    viewers === 0 ? 'personne pour l’instant' : `${counted(viewers, 'spectateur')} sur ${counted(nodes, 'nœud')}`,
  nobody: 'Personne ne regarde en ce moment. Qui commence est compté ici en moins d’une seconde.',
  byRegion: 'Par région',
  byNode: 'Par nœud',
  node: 'Nœud',
  region: 'Région',
  viewers: 'Spectateurs',
  share: 'Part',
  noRegion: 'sans région',
  unknown: 'inconnu',
  show: 'Détailler',
  hide: 'Replier',
  showOn: (node) => `Montrer chaque spectateur sur ${node}`,
  hideOn: (node) => `Masquer les spectateurs sur ${node}`,

  list: (node) => `Spectateurs sur ${node}`,
  failed: 'Les spectateurs n’ont pas pu être listés.',
  reading: 'Le nœud est interrogé',
  by: 'par',
  since: 'depuis',
  sent: (bytes) => `${bytes} envoyés`,
  actions: 'Actions',
  waiting: 'attend une image clé',
  behind: (time) => `${time} de retard`,
  skipped: (count) => counted(count, 'saut'),
  more: (count) => `et ${count} de plus, arrivés plus tard`,
  hls: (count) =>
    `${counted(count, 'spectateur')} par HLS : la lecture se fait morceau par morceau, ils sont donc comptés et non listés.`,
  noneListed: 'Aucune connexion ici pour l’instant.',
  privacy: 'Les adresses sont réduites à leur réseau.',
  go: 'Déconnecter',
  goWho: (network, protocol) => `Déconnecter le spectateur de ${network} par ${protocol}`,
}
