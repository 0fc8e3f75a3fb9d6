/** What each icon shows, drawn from the one picture of the logo, src-renderer/public/favicon.svg. */
import { readFileSync } from 'node:fs'
import { disc, grown, placed, polygon, readPath, roundedRectangle, strokes, without } from './shapes.mjs'

/** The logo is drawn in a square of so many units. */
const UNITS = 32
const BLACK = [0, 0, 0]
const WHITE = [255, 255, 255]
const AMBER = [242, 179, 61]
const RED = [229, 72, 77]
const GREY = [139, 152, 153]

/** How the cluster is, as the tray says it by shape: nothing, a triangle, a cross, a ring. */
export const trayHealths = ['well', 'attention', 'trouble', 'unknown']

/** @param root folder of the repository */
export function readLogo(root) {
  const svg = readFileSync(`${root}/src-renderer/public/favicon.svg`, 'utf8')
  const attribute = (element, name) =>
    new RegExp(`<${element}[^>]*\\s${name}="([^"]+)"`).exec(svg)?.[1] ?? missing(name)
  const width = Number(attribute('path', 'stroke-width'))
  return {
    ground: roundedRectangle(0, 0, UNITS, UNITS, Number(attribute('rect', 'rx'))),
    ground_color: color(attribute('rect', 'fill')),
    lines: strokes(readPath(attribute('path', 'd')), width),
    line_color: color(attribute('path', 'stroke')),
  }
}

/** The program's icon to the edge, as Windows and Linux have it. */
export function programIcon({ ground, ground_color, lines, line_color }) {
  return [
    { shape: ground, color: ground_color },
    { shape: lines, color: line_color },
  ]
}

/** With the margin that icons of macOS have: 824 of 1024. */
export function macIcon(logo) {
  const factor = 824 / 1024
  const margin = (UNITS * (1 - factor)) / 2
  return programIcon(logo).map(({ shape, color }) => ({ shape: placed(shape, factor, margin, margin), color }))
}

/** For trays of Windows and Linux, which may be light or dark: the icon, and the state in its corner. */
export function trayIcon(logo, health) {
  const badge = badges[health]
  if (badge === null) return programIcon(logo)
  const seen = programIcon(logo).map(({ shape, color }) => ({ shape: without(shape, grown(badge.shape, 2)), color }))
  const sign = badge.sign === null ? [] : [{ shape: badge.sign, color: health === 'attention' ? BLACK : WHITE }]
  return [...seen, { shape: badge.shape, color: badge.color }, ...sign]
}

/** For the menu bar of macOS, which colours it itself: black and nothing else. */
export function trayTemplate({ lines }, health) {
  const badge = badges[health]
  if (badge === null) return [{ shape: lines, color: BLACK }]
  const shape = badge.sign === null ? badge.shape : without(badge.shape, badge.sign)
  return [
    { shape: without(lines, grown(badge.shape, 2)), color: BLACK },
    { shape, color: BLACK },
  ]
}

const badges = {
  well: null,
  attention: {
    shape: polygon([
      [22, 12.5],
      [31.5, 31],
      [12.5, 31],
    ]),
    sign: strokes(
      [
        [
          [22, 19.5],
          [22, 24],
        ],
        [
          [22, 27.6],
          [22, 27.7],
        ],
      ],
      2.4,
    ),
    color: AMBER,
  },
  trouble: {
    shape: disc(22.5, 22.5, 9),
    sign: strokes(
      [
        [
          [19, 19],
          [26, 26],
        ],
        [
          [26, 19],
          [19, 26],
        ],
      ],
      2.8,
    ),
    color: RED,
  },
  unknown: { shape: without(disc(22.5, 22.5, 9), disc(22.5, 22.5, 5.4)), sign: null, color: GREY },
}

function color(hex) {
  const [, red, green, blue] = /^#(..)(..)(..)$/.exec(hex) ?? missing(`colour in ${hex}`)
  return [red, green, blue].map((pair) => Number.parseInt(pair, 16))
}

function missing(what) {
  throw new Error(`src-renderer/public/favicon.svg has no ${what} where scripts/icons/drawings.mjs looks for it.`)
}
