import { counted } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/stream-detail/access-texts.ts'

export const texts: typeof english = {
  title: 'Qui peut émettre et regarder',
  failed: 'On ne sait pas qui y a droit.',
  all: 'Tout voir',
  says: 'Ce qui vaut',
  open: 'Aucune règle : peuvent émettre les émetteurs qui ont une clé ou viennent d’un réseau de confiance ; tout le monde peut regarder.',
  keys: 'Clés de flux',
  keysOf: (keys) => (keys === 0 ? 'aucune n’est valable ici' : counted(keys, 'clé valable ici', 'clés valables ici')),
  makeKey: 'Créer une clé de flux',
  change: 'Modifier les accès',
  signedLink: 'Créer un lien signé',
  keptOut: 'Écartés pour un temps',
  keptOutFor: (who, kind) => `${who} ne peut pas ${kind === 'publish' ? 'émettre' : 'regarder'}, encore pendant`,
  letIn: 'Laisser revenir',
  letInWho: (who) => `Laisser revenir ${who}`,
  letInFailed: 'Personne n’a pu revenir.',
  keptOutFailed: 'On ne sait pas qui est écarté.',
}
