import type { RemovedNode } from '#contract/removed-node.ts'
import type { texts as english } from '../../../../../screens/settings/removed-members/texts.ts'

const hows: Readonly<Record<RemovedNode['how'], string>> = {
  evicted: 'retiré par un opérateur',
  retired: 'vidé, puis parti',
}
const kinds: Readonly<Record<RemovedNode['kind'], string>> = { headwater: 'Headwater', foreign: 'd’un autre éditeur' }

export const texts: typeof english = {
  title: 'Membres retirés',
  failed: 'Les membres retirés n’ont pas pu être lus.',
  about:
    'Qui a été retiré reste dehors, quel que soit le jeton présenté. Un membre d’un autre éditeur rejoint le cluster avec le jeton que tous partagent ; c’est donc ici qu’on l’admet à nouveau. Un nœud Headwater revient avec une nouvelle commande d’adhésion.',
  list: 'Ne sont plus membres',
  caption: 'Membres qui ont été retirés ou sont partis',
  columns: { name: 'Nom', how: 'Départ', kind: 'Nature', seen: 'Dernier signe', actions: 'Actions' },
  how: (how) => hows[how],
  kind: (kind) => kinds[kind],
  never: 'jamais',
  allow: 'Admettre à nouveau',
  allowOf: (name) => `Admettre à nouveau : ${name}`,
  allowed: (name) => `${name} peut rejoindre à nouveau le cluster`,
  allowFailed: (name) => `${name} n’a pas été admis.`,
  allowTitle: (name) => `Admettre à nouveau ${name} ?`,
  allowEffect:
    'Il peut rejoindre à nouveau le cluster avec le jeton que tous les membres partagent, et redevient alors le nœud qu’il était : même nom, et dans le mode où il était en partant.',
  join: 'Nouvelle commande d’adhésion',
  joinOf: (name) => `Nouvelle commande d’adhésion pour ${name}`,
  none: 'Personne n’a été retiré',
  noneText: 'Les nœuds qui sont retirés, ou qui partent après un vidage, figurent ici avec le moyen de revenir.',
}
