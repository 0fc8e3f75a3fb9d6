import { expect, test } from 'vitest'
import { readBounds } from './token-bounds.ts'

test.each([
  ['', '', { networks: null, node_names: null }],
  ['192.0.2.7', '', { networks: ['192.0.2.7/32'], node_names: null }],
  [' 10.0.0.0/8, 2001:db8::7  ', ' edge-* ', { networks: ['10.0.0.0/8', '2001:db8::7/128'], node_names: 'edge-*' }],
])('%j and %j are read as bounds', (networks, node_names, bounds) => {
  expect(readBounds({ networks, node_names })).toEqual({ bounds, wrong: { networks: false, node_names: false } })
})

test.each([
  ['studio.example.com', '', { networks: true, node_names: false }],
  ['10.0.0.0/33', 'a name', { networks: true, node_names: true }],
  ['', '*', { networks: false, node_names: true }],
])('of %j and %j it is said which cannot be read', (networks, node_names, wrong) => {
  expect(readBounds({ networks, node_names })).toEqual({ bounds: null, wrong })
})
