import { counted } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/stream-policies/texts.ts'

export const texts: typeof english = {
  title: 'Règles de flux',
  back: 'Flux',
  failed: 'Les règles de flux n’ont pas pu être lues.',
  count: (policies) => counted(policies, 'règle'),
  caption: 'Règles de flux, dans l’ordre de leurs motifs',
  add: 'Ajouter une règle',
  none: 'Aucune règle pour l’instant',
  noneText:
    'Chaque flux peut être émis une fois et lu partout. Une règle en décide autrement : qui peut prendre le relais, dans quelles régions il peut être, sur combien de nœuds, et combien de personnes peuvent le regarder.',
  columns: {
    pattern: 'Flux',
    says: 'Ce qu’elle dit',
    live: 'En direct',
    changed: 'Modifiée',
    actions: 'Actions',
  },
  nobody: 'aucun',
  by: (who) => `par ${who}`,
  edit: 'Modifier',
  editOf: (pattern) => `Modifier la règle ${pattern}`,
  remove: 'Supprimer',
  removeOf: (pattern) => `Supprimer la règle ${pattern}`,
}
