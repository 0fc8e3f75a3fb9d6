import type { texts as english } from '../../../../screens/add-node/host-list-texts.ts'

export const texts: typeof english = {
  twice: 'Cette machine figure deux fois dans la liste.',
  sameName: (name) => `Une autre ligne se nomme aussi ${name}.`,
  taken: (name) => `Un nœud de ce cluster se nomme déjà ${name}.`,
  tooMany: (at_most) => `Plus de ${at_most} à la fois : commencez par ceux-ci, puis les autres.`,
  noAddress: (address) => `« ${address} » n’est pas une adresse. Attendu : user@host, ou user@host:port.`,
  noPort: (port) => `Il n’y a pas de port ${port}.`,
  noUser: 'Qui se connecte ? Écrivez user@host, ou remplissez l’utilisateur ci-dessus.',
  noName: (name) => `« ${name} » ne peut pas être le nom d’un nœud.`,
  tooMuch: (words) => `Que veut dire « ${words} » ? Attendus : adresse, nom et région.`,
}
