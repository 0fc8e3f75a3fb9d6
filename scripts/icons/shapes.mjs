/**
 * The shapes that the icons are made of, as signed distances: a function of a point that is negative inside, and tells
 * how far its edge is. Drawing them so needs no library, and gives the same bytes on every machine.
 *
 * @typedef {(x: number, y: number) => number} Shape
 */

/** How many straight pieces stand for one curve. */
const PIECES = 24

/** @returns {Shape} a rectangle with round corners */
export function roundedRectangle(x0, y0, width, height, radius) {
  const [cx, cy] = [x0 + width / 2, y0 + height / 2]
  return (x, y) => {
    const dx = Math.abs(x - cx) - width / 2 + radius
    const dy = Math.abs(y - cy) - height / 2 + radius
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius
  }
}

/** @returns {Shape} */
export function disc(cx, cy, radius) {
  return (x, y) => Math.hypot(x - cx, y - cy) - radius
}

/** @param points corners in order, at least three @returns {Shape} */
export function polygon(points) {
  return (x, y) => {
    let nearest = Number.POSITIVE_INFINITY
    let inside = false
    for (let at = 0, last = points.length - 1; at < points.length; last = at, at += 1) {
      const [[ax, ay], [bx, by]] = [points[last], points[at]]
      nearest = Math.min(nearest, toSegment(x, y, ax, ay, bx, by))
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
    }
    return inside ? -nearest : nearest
  }
}

/** Lines of a width, with round ends. @param lines each a list of points @returns {Shape} */
export function strokes(lines, width) {
  return (x, y) => {
    let nearest = Number.POSITIVE_INFINITY
    for (const line of lines) {
      for (let at = 1; at < line.length; at += 1) {
        const [[ax, ay], [bx, by]] = [line[at - 1], line[at]]
        nearest = Math.min(nearest, toSegment(x, y, ax, ay, bx, by))
      }
    }
    return nearest - width / 2
  }
}

/** A shape grown by a margin. @returns {Shape} */
export const grown = (shape, margin) => (x, y) => shape(x, y) - margin

/** One shape without another. @returns {Shape} */
export const without = (shape, other) => (x, y) => Math.max(shape(x, y), -other(x, y))

/** All of a shape, moved and made larger: what was at (0, 0) is at (dx, dy) then. @returns {Shape} */
export const placed = (shape, factor, dx, dy) => (x, y) => shape((x - dx) / factor, (y - dy) / factor) * factor

/**
 * Reads the path data that the logo is written in: absolute M, relative c and h.
 * @returns lines as lists of points
 */
export function readPath(data) {
  const lines = []
  for (const [, command, numbers] of data.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const given = [...numbers.matchAll(/-?\d*\.?\d+/g)].map(Number)
    const line = lines.at(-1)
    if (command === 'M') lines.push([[given[0], given[1]]])
    else if (command === 'h') line.push([line.at(-1)[0] + given[0], line.at(-1)[1]])
    else if (command === 'c') for (let at = 0; at < given.length; at += 6) curve(line, given.slice(at, at + 6))
    else throw new Error(`The path has a ${command}, which scripts/icons/shapes.mjs does not draw.`)
  }
  return lines
}

function curve(line, [ax, ay, bx, by, ex, ey]) {
  const [x, y] = line.at(-1)
  for (let piece = 1; piece <= PIECES; piece += 1) {
    const t = piece / PIECES
    const [p, q, r] = [3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3]
    line.push([x + p * ax + q * bx + r * ex, y + p * ay + q * by + r * ey])
  }
}

function toSegment(x, y, ax, ay, bx, by) {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length))
  return Math.hypot(x - ax - along * dx, y - ay - along * dy)
}
