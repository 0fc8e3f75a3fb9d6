import type { texts as english } from '../../../parts/publish-guide-texts.ts'

export const texts: typeof english = {
  title: 'Rien n’est en direct pour l’instant',
  intro:
    'Envoyez un flux à n’importe quel nœud, et il peut être regardé sur tous. Cette page change d’elle-même à l’arrivée de la première image.',
  obs: 'OBS Studio',
  obsHow: 'Paramètres, Stream (flux), Service : Personnalisé',
  server: 'Serveur',
  key: 'Clé de flux',
  ffmpeg: 'ffmpeg',
  ffmpegHow: 'Diffuse un fichier en boucle, comme en direct',
  command: 'Commande',
  outside: 'Un encodeur hors des réseaux auxquels le nœud fait confiance (publish_allow) a besoin d’une clé de flux.',
  needsKey: 'Une règle d’accès ne laisse personne publier ceci sans clé de flux.',
  refused: 'Un éditeur a été refusé',
  makeKey: 'Créer une clé de flux',
  waiting: 'En attente d’un émetteur',
  noNode: 'Aucun nœud n’accepte d’émetteur en ce moment. Dès que l’un d’eux est en ligne, son adresse apparaît ici.',
}
