import { counted, formatCount } from '../../../parts/format.ts'
import type { texts as english } from '../../../parts/texts.ts'

export const texts: typeof english = {
  copyOutcomes: { copied: 'Copié', failed: 'Non copié : sélectionnez, puis Ctrl+C' },
  copy: (label) => `Copier : ${label}`,
  command: 'Commande',
  commandHere: 'Sur la machine de l’origine',
  commandAnywhere: 'De n’importe où, avec une clé d’API',
  undo: 'Annuler',
  undone: 'C’est annulé.',
  undoFailed: (why) => `Ce n’est pas annulé. ${why}`,
  code: 'Code',
  tryAgain: 'Réessayer',
  remedy: 'Que faire :',
  since: (time) => `depuis ${time}`,

  noPicture: (stream_path) => `Pas d’image de ${stream_path}`,
  newestPicture: (stream_path) => `Dernière image de ${stream_path}`,
  keyframesSeldom:
    'Un nouveau spectateur attend une image aussi longtemps. Réglez l’intervalle d’images clés de l’encodeur sur 2 s.',
  keyframesHidden: ', trop long : les spectateurs attendent',
  ahead: (difference) => `${difference} d’avance`,
  behind: (difference) => `${difference} de retard`,
  atFrames: (size, fps) => `${size} à ${fps}`,
  channels: { mono: 'mono', stereo: 'stéréo', more: (count) => `${formatCount(count)} canaux` },

  theOrigin: 'l’origine',
  goneNode: 'un nœud disparu',
  apiKey: (prefix) => `clé d’API ${prefix}`,

  viewers: (count) => counted(count, 'spectateur'),
  publishers: (count) => counted(count, 'émetteur'),
  relays: (count) => counted(count, 'relais', 'relais'),
  nothing: 'rien',
  left: (what) => `reste : ${what}`,
  endsIn: 'se termine dans',
}
