/** Which way streams flow in the drawing: where it is too narrow for columns, the layers become rows. */
export type Direction = 'right' | 'down'

/** Size of a node's card, in the drawing's own units. */
export const CARD = { width: 208, height: 92 } as const

export interface Point {
  readonly x: number
  readonly y: number
}
