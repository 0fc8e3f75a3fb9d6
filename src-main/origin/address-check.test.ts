import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { RUN_HEADER } from '#contract/setup.ts'
import { checkAddress } from './address-check.ts'
import { foundAddresses } from './found-addresses.ts'

const RUN = 'this-very-run'
let server: Server | null = null
afterEach(() => server?.close())

async function listen(run: string | null): Promise<number> {
  server = createServer((_request, response) => {
    if (run !== null) response.setHeader(RUN_HEADER, run)
    response.end('{"status":"ok"}')
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  return (server.address() as AddressInfo).port
}

const check = (host: string, port: number, listen_host = '127.0.0.1') =>
  checkAddress(host, {
    found: foundAddresses(listen_host),
    ports: [{ what: 'panel', port }],
    ...{ run_id: RUN, listen_host, signal: new AbortController().signal },
  })

test('an address at which this very origin answers is good', async () => {
  const port = await listen(RUN)
  expect(await check('127.0.0.1', port)).toMatchObject({ is_this_origin: true, problem: null, reach: 'loopback' })
})

test('what answers and is another program is told from this origin', async () => {
  const port = await listen('another-run')
  const { is_this_origin, problem } = await check('127.0.0.1', port)
  expect([is_this_origin, problem]).toEqual([false, expect.stringContaining('is not this origin')])
})

test('an address where nothing listens says so', async () => {
  const port = await listen(RUN)
  server?.close()
  expect((await check('127.0.0.1', port)).problem).toMatch(/Nothing answers at 127.0.0.1:\d+: refused/)
})

test('a name that leads nowhere is told to need a record', async () => {
  expect((await check('no-such-name.invalid', 1)).problem).toContain('does not resolve')
})
