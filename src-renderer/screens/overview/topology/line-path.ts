import type { Direction, Point } from './geometry.ts'

/**
 * A smooth line through points as an SVG path that leaves and enters each of them along the direction of the drawing,
 * and the point where its name stands: the middle of its first stretch past a layer, or of the whole where there is none.
 */
export function linePath(
  points: readonly Point[],
  direction: Direction,
): { readonly path: string; readonly middle: Point } {
  const [first, ...rest] = points
  if (first === undefined) return { path: '', middle: { x: 0, y: 0 } }
  let from = first
  const parts = [`M${first.x},${first.y}`]
  for (const to of rest) {
    const [half_x, half_y] = [(from.x + to.x) / 2, (from.y + to.y) / 2]
    parts.push(
      direction === 'right'
        ? `C${half_x},${from.y} ${half_x},${to.y} ${to.x},${to.y}`
        : `C${from.x},${half_y} ${to.x},${half_y} ${to.x},${to.y}`,
    )
    from = to
  }
  const [a = first, b = first] = points.length > 2 ? [points[1], points[2]] : [points[0], points[1]]
  return { path: parts.join(''), middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } }
}
