import { expect, it } from 'vitest'
import { PanelPlaces } from './panel-places.ts'

const url = 'http://127.0.0.1:8090'
const panel = { url, sign_in_url: `${url}/sign-in#token` }

it('an origin that comes back at the same address shows the screen of before; at another one it signs in anew', () => {
  const places = new PanelPlaces()
  expect(places.enter(panel)).toEqual({ page: url, load: panel.sign_in_url })
  expect(places.arrive(`${url}/nodes`)).toBeNull()
  places.leave(`${url}/nodes`)
  expect(places.panel).toBeNull()
  expect(places.enter(panel).load).toBe(`${url}/nodes`)
  places.leave(`${url}/sign-in`)
  const other = { url: 'http://127.0.0.1:9', sign_in_url: 'http://127.0.0.1:9/sign-in#x' }
  expect(places.enter(other).load).toBe(other.sign_in_url)
})

it('a screen that is asked for before anybody is signed in is shown afterwards, once', () => {
  const places = new PanelPlaces()
  expect(places.want('/streams/live/a')).toBeNull()
  places.enter(panel)
  expect(places.arrive(`${url}/sign-in`)).toBeNull()
  expect(places.arrive(`${url}/`)).toBe(`${url}/streams/live/a`)
  expect(places.arrive(`${url}/streams/live/a`)).toBeNull()
  expect(places.want('/nodes')).toBe(`${url}/nodes`)
})

it('only pages of this very panel count as its own', () => {
  const places = new PanelPlaces()
  places.enter(panel)
  expect(places.isOfPanel(`${url}/x`)).toBe(true)
  for (const other of [`${url}0/`, 'http://127.0.0.1:8090@evil.example/', 'data:text/html,x']) {
    expect(places.isOfPanel(other)).toBe(false)
  }
})
