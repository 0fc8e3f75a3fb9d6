import { inLanguage } from '../../languages/catalogue.ts'

/** What can be wrong with a line of a pasted list of boxes. */
export const texts = inLanguage('screens/add-node/host-list-texts', {
  twice: 'This box stands in the list twice.',
  sameName: (name: string) => `Another line is named ${name} as well.`,
  taken: (name: string) => `A node of this cluster is named ${name} already.`,
  tooMany: (at_most: number) => `More than ${at_most} at once: begin with those, then the others.`,
  noAddress: (address: string) => `“${address}” is no address. Expected is user@host, or user@host:port.`,
  noPort: (port: string) => `There is no port ${port}.`,
  noUser: 'Who logs in? Write user@host, or fill in the user above.',
  noName: (name: string) => `“${name}” cannot be the name of a node.`,
  tooMuch: (words: string) => `What does “${words}” mean? Expected are address, name and region.`,
})
