import { CARD, type Direction, type Point } from './geometry.ts'

/** Something that takes room in a layer: a node's card, or a line on its way past it. */
export interface Slot {
  readonly kind: 'card' | 'pass'
  readonly id: string
  readonly layer: number
  /** Slots of earlier layers that its lines come from. */
  readonly from: readonly string[]
}

/** Room between two layers (lines and their names stand there) and between two slots of one layer. */
const GAP = { right: 138, down: 84, beside: 22 } as const
/** Room that a passing line takes across its direction: enough for its name. */
const PASS = { right: 40, down: 136 } as const
/** A layer that would have more cards continues beside itself, and lines pass behind it. */
const CARDS_AT_MOST = { right: 9, down: 3 } as const

/**
 * Gives every slot its place. In a layer, slots stand in the order of what they come from, so that lines cross little;
 * what comes from nowhere stands last. Cards get their upper left corner, passing lines the point where they enter.
 */
export function placeSlots(
  slots: readonly Slot[],
  direction: Direction,
): { readonly places: ReadonlyMap<string, Point>; readonly width: number; readonly height: number } {
  const [along, across] = direction === 'right' ? [CARD.width, CARD.height] : [CARD.height, CARD.width]
  const room = ({ kind }: Slot) => (kind === 'card' ? across : PASS[direction])
  const layers = [...Map.groupBy(slots, ({ layer }) => layer)].toSorted(([a], [b]) => a - b).map(([, layer]) => layer)
  const places = new Map<string, Point>()
  const centres = new Map<string, number>()
  let main = 0
  let extent = 0
  let end = 0
  for (const layer of layers) {
    for (const line of linesOf(layer, centres, CARDS_AT_MOST[direction])) {
      const size = line.reduce((sum, slot) => sum + room(slot), 0) + (line.length - 1) * GAP.beside
      let side = Math.round(-size / 2)
      for (const slot of line) {
        const centre = side + room(slot) / 2
        const at = slot.kind === 'card' ? side : centre
        centres.set(slot.id, centre)
        places.set(slot.id, direction === 'right' ? { x: main, y: at } : { x: at, y: main })
        side += room(slot) + GAP.beside
      }
      extent = Math.max(extent, size)
      end = main + along
      main = end + GAP.beside
    }
    main = end + GAP[direction]
  }
  return direction === 'right' ? { places, width: end, height: extent } : { places, width: extent, height: end }
}

/** A layer in its order, cut into lines where it has too many cards for one. */
function linesOf(
  layer: readonly Slot[],
  centres: ReadonlyMap<string, number>,
  at_most: number,
): readonly (readonly Slot[])[] {
  const cards = layer.filter(({ kind }) => kind === 'card')
  const kept = cards.length > at_most ? cards : layer
  const sourceOf = ({ from }: Slot): number => {
    const known = from.map((id) => centres.get(id)).filter((centre) => centre !== undefined)
    return known.length === 0 ? Number.POSITIVE_INFINITY : known.reduce((sum, centre) => sum + centre, 0) / known.length
  }
  const compare = (a: Slot, b: Slot) => (sourceOf(a) === sourceOf(b) ? 0 : sourceOf(a) - sourceOf(b))
  const ordered = kept.toSorted(compare)
  if (cards.length <= at_most) return [ordered]
  return Array.from({ length: Math.ceil(ordered.length / at_most) }, (_, index) =>
    ordered.slice(index * at_most, (index + 1) * at_most),
  )
}
