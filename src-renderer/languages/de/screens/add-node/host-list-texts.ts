import type { texts as english } from '../../../../screens/add-node/host-list-texts.ts'

export const texts: typeof english = {
  twice: 'Diese Maschine steht zweimal in der Liste.',
  sameName: (name) => `Eine weitere Zeile heißt ebenfalls ${name}.`,
  taken: (name) => `Ein Knoten dieses Clusters heißt bereits ${name}.`,
  tooMany: (at_most) => `Mehr als ${at_most} auf einmal: Beginnen Sie mit diesen, dann mit den anderen.`,
  noAddress: (address) => `„${address}“ ist keine Adresse. Erwartet wird user@host oder user@host:port.`,
  noPort: (port) => `Es gibt keinen Port ${port}.`,
  noUser: 'Wer meldet sich an? Schreiben Sie user@host, oder füllen Sie oben den Benutzer aus.',
  noName: (name) => `„${name}“ kann kein Name eines Knotens sein.`,
  tooMuch: (words) => `Was bedeutet „${words}“? Erwartet werden Adresse, Name und Region.`,
}
