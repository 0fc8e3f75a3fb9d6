import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { originConfigSchema } from '#contract/config.ts'
import { openStore, type Store } from '../store/store.ts'
import { DataKey } from '../trust/data-key.ts'
import type { ChosenForNextStart } from './choosable-settings.ts'
import { ChosenSettings } from './chosen-settings.ts'
import { KeptChoices } from './kept-choices.ts'
import { findListenPlace } from './listen-place.ts'

let folder: string
let store: Store
/** A program that has the port on another address of this machine. */
let other: Server
let taken: number

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headwater-listen-'))
  store = openStore(join(folder, 'origin.db'))
  other = createServer()
  await new Promise<void>((done) => other.listen(0, '127.0.0.2', done))
  const address = other.address()
  taken = typeof address === 'object' && address !== null ? address.port : 0
})
afterEach(() => {
  other.close()
  store.close()
  rmSync(folder, { recursive: true })
})

const opener =
  (given: Record<string, unknown>, by: 'default' | 'flag' = 'default') =>
  (left_out: readonly ChosenForNextStart[]) =>
    new ChosenSettings(
      new KeptChoices(store, DataKey.random()),
      originConfigSchema.parse({ data_dir: folder, ...given }),
      ([name]) => (name === 'host' ? { kind: by, where: null } : { kind: 'default', where: null }),
      left_out,
    )
const chooseAll = () => opener({})([]).chooseAll([['host', '0.0.0.0']], 'operator:mira')

test('where nobody chose it, it is as it is configured', async () => {
  const place = await findListenPlace(opener({ port: 0 }), undefined)
  expect([place.chosen.config.host, place.refusal]).toEqual(['127.0.0.1', null])
})

test('what was chosen is listened on', async () => {
  chooseAll()
  const place = await findListenPlace(opener({ port: 0 }), undefined)
  expect([place.chosen.config.host, place.refusal]).toEqual(['0.0.0.0', null])
  expect(place.chosen.sourceOf(['host'])).toEqual({ kind: 'chosen', where: 'operator:mira' })
})

test.each([
  ['a port that is configured', (port: number) => ({ given: { port }, last: undefined })],
  ['the port of the last start', (port: number) => ({ given: { port: 0 }, last: port })],
])('where another program has %s on one of them, the origin is where it was, and says so', async (_, of) => {
  chooseAll()
  const { given, last } = of(taken)
  const open = opener(given)
  const place = await findListenPlace(open, last)
  expect([place.chosen.config.host, place.port]).toEqual(['127.0.0.1', taken])
  expect(place.refusal?.message).toContain('the origin listens on 127.0.0.1')
  expect(place.refusal?.message).toContain(`Port ${taken}`)
  // It is not forgotten: it waits, and can be taken back.
  expect(place.chosen.choiceOf('host')).toMatchObject({ chosen: '0.0.0.0', waits: true })
  expect(place.chosen.address.reachable_from_outside).toBe(false)
})

test('a host that is configured and cannot be listened on ends the start, as ever', async () => {
  await expect(findListenPlace(opener({ host: '0.0.0.0', port: taken }, 'flag'), undefined)).rejects.toMatchObject({
    code: 'port_unavailable',
  })
})
