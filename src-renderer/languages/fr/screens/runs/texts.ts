import { counted } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/runs/texts.ts'

export const texts: typeof english = {
  title: 'Exécutions',
  back: 'Tous les nœuds',
  add: 'Ajouter un nœud',
  list: 'Les plus récentes d’abord',
  failed: 'Les exécutions n’ont pas pu être lues.',
  shown: (shown, all) => (shown === all ? counted(all, 'exécution') : `${shown} sur ${counted(all, 'exécution')}`),
  show: 'Quelles exécutions',
  shows: [
    { value: 'all', label: 'Toutes les exécutions' },
    { value: 'under_way', label: 'En cours' },
    { value: 'waiting', label: 'En attente de vous' },
    { value: 'failed', label: 'Échouées' },
    { value: 'succeeded', label: 'Réussies' },
  ],
  kind: 'De tout genre',
  onlyNode: (name) => `Seulement ${name} ✕`,
  goneNode: 'un nœud qui n’existe plus',
  noMatchTitle: 'Aucune exécution ne correspond',
  noMatchText: 'Rien de ce qui a été fait ne correspond au filtre.',
  clear: 'Effacer le filtre',
  noneTitle: 'Rien n’a encore été fait sur une machine',
  noneText:
    'Ajouter un nœud, le mettre à niveau, le démanteler : chacun est une exécution. Elle continue sans cette page, peut être reprise là où elle a échoué, et reste ici pour être consultée.',
}
