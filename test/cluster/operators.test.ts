import { readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { activitySchema } from '#contract/api.ts'
import {
  apiKeyInfoSchema,
  begunPasskeySchema,
  begunTotpSchema,
  createdApiKeySchema,
  createdWallLinkSchema,
  invitedOperatorSchema,
  operatorInfoSchema,
  operatorSessionSchema,
  recoveryCodesSchema,
  sessionInfoSchema,
} from '#contract/operators.ts'
import { ApiClient } from '../harness/api-client.ts'
import { runHeadwater } from '../harness/headwater-command.ts'
import { launchChromium } from '../harness/launch-chromium.ts'
import { linkToken, OperatorBrowser } from '../harness/operator-browser.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { residentBytes } from '../harness/processes.ts'
import { noteSecret } from '../harness/secret-scan.ts'

const PASSWORD = 'three words of nothing'
noteSecret(PASSWORD)
const itemsOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) })
const anything = z.unknown()

describe('operators of a running origin', () => {
  let origin: OriginProgram
  let owner: OperatorBrowser
  const secrets: string[] = [PASSWORD]
  beforeAll(async () => {
    origin = await OriginProgram.start({ settings: { own_node: false, log: { level: 'debug' } } })
    owner = await OperatorBrowser.ofOwner(origin)
  })
  afterAll(() => origin?.[Symbol.asyncDispose]())

  const invite = async (name: string, role: string) => {
    const made = await owner.call('POST /api/v1/operators', invitedOperatorSchema, { name, role, reason: 'needed' })
    const browser = new OperatorBrowser(origin)
    const link_token = linkToken(made.sign_in_url)
    await browser.call('POST /api/v1/sign-in', operatorSessionSchema, { link_token })
    return { browser, id: made.operator.id, link_token }
  }

  test('the first owner chooses a password, which holds after a crash, and ends the other sessions', async () => {
    const { code, output } = await runHeadwater(['origin', 'sign-in-link', '--data-dir', origin.data_dir])
    expect(code).toBe(0)
    const other = new OperatorBrowser(origin)
    await other.call('POST /api/v1/sign-in', operatorSessionSchema, { link_token: linkToken(output.trim()) })
    expect(await owner.refusal('PUT /api/v1/account/password', { password: 'password1234' })).toBe('password_refused')
    await owner.call('PUT /api/v1/account/password', z.object({ ended: z.literal(1) }), { password: PASSWORD })
    await origin.kill()
    await origin.restart()
    expect((await other.request('GET /api/v1/session')).status).toBe(401)
    const back = new OperatorBrowser(origin)
    const session = await back.call('POST /api/v1/sign-in/password', operatorSessionSchema, {
      ...{ name: 'Owner', password: PASSWORD },
    })
    expect(session).toMatchObject({ operator_name: 'owner', role: 'owner', by: 'session' })
    owner = back
    secrets.push(...owner.secrets)
  })

  test('who is invited works by role, with keys of their own, and is out at once when removed', async () => {
    const { browser: vera, id, link_token } = await invite('vera', 'operator')
    const made = await vera.call('POST /api/v1/api-keys', createdApiKeySchema, {
      name: 'ci',
      scopes: ['read', 'tokens'],
    })
    secrets.push(link_token, made.key, ...vera.secrets)
    const program = new ApiClient(origin.ready.url, made.key)
    expect((await program.request('POST', '/api/v1/enrollment-tokens', { body: {} })).status).toBe(200)
    expect((await program.refusal('POST', '/api/v1/rolling-drains', { body: {} })).code).toBe('key_scope_missing')
    expect((await program.refusal('POST', '/api/v1/api-keys', { body: { name: 'x' } })).code).toBe('session_required')
    const events = await fetch(`${origin.ready.url}/api/v1/events`, {
      headers: { authorization: `Bearer ${made.key}` },
    })
    expect(events.status).toBe(200)

    await owner.call(`PATCH /api/v1/operators/${id}`, operatorInfoSchema, { role: 'viewer', reason: 'nights off' })
    expect((await program.refusal('POST', '/api/v1/enrollment-tokens', { body: {} })).code).toBe('forbidden')
    expect(await vera.refusal('POST /api/v1/rolling-drains', {})).toBe('forbidden')
    expect(await vera.refusal('GET /api/v1/operators')).toBe('forbidden')
    const keys = await owner.call('GET /api/v1/api-keys?of=all', itemsOf(apiKeyInfoSchema))
    expect(keys.items.find((key) => key.id === made.id)).toMatchObject({ operator_name: 'vera', role: 'viewer' })

    await owner.call(`DELETE /api/v1/operators/${id}?reason=left`, operatorInfoSchema)
    expect((await program.request('GET', '/api/v1/nodes')).status).toBe(401)
    expect((await vera.request('GET /api/v1/session')).status).toBe(401)
    // It ends with the access, long before the next look at it.
    await events.text()
    const told = await owner.call('GET /api/v1/activity?type=operator', itemsOf(activitySchema))
    expect(told.items.find(({ type }) => type === 'operator.changed')).toMatchObject({
      actor: 'operator:owner',
      data: { before: { role: 'operator' }, after: { role: 'viewer' }, reason: 'nights off' },
    })
    expect(told.items.find(({ type }) => type === 'operator.removed')).toMatchObject({ data: { reason: 'left' } })
    const self = await owner.call('GET /api/v1/session', operatorSessionSchema)
    expect(await owner.refusal(`DELETE /api/v1/operators/${self.operator_id}`)).toBe('last_owner')
  })

  test('an authenticator app, its recovery codes, and the link of the command line as the way back in', async () => {
    const { browser: mira, id } = await invite('mira', 'operator')
    await mira.call('PUT /api/v1/account/password', anything, { password: PASSWORD })
    const { secret } = await mira.call('POST /api/v1/account/totp', begunTotpSchema)
    const app = new TOTP({ secret: Secret.fromBase32(secret) })
    const { recovery_codes } = await mira.call('POST /api/v1/account/totp/confirm', recoveryCodesSchema, {
      code: app.generate(),
    })
    secrets.push(secret, ...recovery_codes, ...mira.secrets)
    await origin.kill()
    await origin.restart()
    const again = new OperatorBrowser(origin)
    const proof = { name: 'mira', password: PASSWORD }
    expect(await again.refusal('POST /api/v1/sign-in/password', proof)).toBe('second_factor_required')
    const next = app.generate({ timestamp: Date.now() + 30_000 })
    await again.call('POST /api/v1/sign-in/password', operatorSessionSchema, { ...proof, code: next })
    const third = new OperatorBrowser(origin)
    expect(await third.refusal('POST /api/v1/sign-in/password', { ...proof, code: next })).toBe('second_factor_wrong')
    await third.call('POST /api/v1/sign-in/password', operatorSessionSchema, { ...proof, code: recovery_codes[0] })
    const args = ['origin', 'sign-in-link', '--operator', 'Mira', '--data-dir', origin.data_dir]
    const { code, output } = await runHeadwater(args)
    expect(code).toBe(0)
    const back = new OperatorBrowser(origin)
    const session = await back.call('POST /api/v1/sign-in', operatorSessionSchema, {
      link_token: linkToken(output.trim()),
    })
    expect(session).toMatchObject({ operator_id: id, role: 'operator' })
    const unknown = await runHeadwater([...args.slice(0, 3), 'nobody', ...args.slice(4)])
    expect(unknown.code).toBe(64)
  })

  test('a wall link shows and changes nothing, and goes dark when it is revoked', async () => {
    const made = await owner.call('POST /api/v1/wall-links', createdWallLinkSchema, { name: 'studio 2' })
    const link_token = linkToken(made.wall_url)
    const screen = new OperatorBrowser(origin)
    const session = await screen.call('POST /api/v1/sign-in', operatorSessionSchema, { link_token })
    expect(session).toMatchObject({ role: 'viewer', by: 'wall_link' })
    secrets.push(link_token, ...screen.secrets)
    expect((await screen.request('GET /api/v1/nodes')).status).toBe(200)
    expect(await screen.refusal('POST /api/v1/rolling-drains', {})).toBe('forbidden')
    const sessions = await owner.call('GET /api/v1/sessions', itemsOf(sessionInfoSchema))
    expect(sessions.items.filter(({ kind }) => kind === 'wall_link')).toMatchObject([{ wall_link_name: 'studio 2' }])
    await owner.call(`DELETE /api/v1/wall-links/${made.id}`, anything)
    expect((await screen.request('GET /api/v1/nodes')).status).toBe(401)
  })

  test('a passkey is made, signs in, proves again and is removed, in Chromium at localhost', async () => {
    const { port } = new URL(origin.ready.url)
    const browser = await launchChromium()
    await using _closed = { [Symbol.asyncDispose]: () => browser.close() }
    const page = await (await browser.newContext()).newPage()
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    const form = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true } as const
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: { ...form, isUserVerified: true, automaticPresenceSimulation: true },
    })
    await page.goto(`http://localhost:${port}/sign-in`)
    const call = async <Data extends z.ZodType>(route: string, data: Data, body?: unknown) => {
      const [method, path] = route.split(' ')
      const said = await page.evaluate(
        async ([method, path, body]) => {
          const init = body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }
          return await (await fetch(String(path), { method: String(method), ...init })).text()
        },
        [method, path, body === undefined ? undefined : JSON.stringify(body)],
      )
      const { data: told } = z.object({ data: z.unknown(), error: z.null() }).parse(JSON.parse(said))
      return data.parse(told)
    }
    /** What the browser answers to a challenge. */
    const ask = async (what: 'create' | 'get', options: unknown) =>
      JSON.parse(
        await page.evaluate(
          `(async () => {
            const options = ${JSON.stringify(options)}
            const publicKey = PublicKeyCredential.parse${what === 'create' ? 'Creation' : 'Request'}OptionsFromJSON(options)
            return JSON.stringify((await navigator.credentials.${what}({ publicKey })).toJSON())
          })()`,
        ),
      ) as unknown

    const args = ['origin', 'sign-in-link', '--data-dir', origin.data_dir]
    const link_token = linkToken((await runHeadwater(args)).output.trim())
    await call('POST /api/v1/sign-in', operatorSessionSchema, { link_token })
    const begun = await call('POST /api/v1/account/passkeys/options', begunPasskeySchema)
    const { ceremony } = begun
    const response = await ask('create', begun.options)
    const made = { ceremony, response, name: 'this laptop' }
    const passkey = await call('POST /api/v1/account/passkeys', z.object({ id: z.string(), rp_id: z.string() }), made)
    expect(passkey.rp_id).toBe('localhost')
    await call('POST /api/v1/sign-out', anything)

    const entry = await call('POST /api/v1/sign-in/passkey/options', begunPasskeySchema)
    const shown = { ceremony: entry.ceremony, response: await ask('get', entry.options) }
    const session = await call('POST /api/v1/sign-in/passkey', operatorSessionSchema, shown)
    expect(session).toMatchObject({ operator_name: 'owner', by: 'session' })
    const replayed = await new ApiClient(`http://localhost:${port}`, null).refusal('POST', '/api/v1/sign-in/passkey', {
      body: shown,
    })
    expect(replayed.code).toBe('passkey_refused')

    const asked = await call('POST /api/v1/session/proof/passkey', begunPasskeySchema)
    const proof = { passkey: { ceremony: asked.ceremony, response: await ask('get', asked.options) } }
    const proven = await call('POST /api/v1/session/proof', operatorSessionSchema, proof)
    expect(proven.proven_until).not.toBeNull()
    await call(`DELETE /api/v1/account/passkeys/${passkey.id}`, anything)
    const after = await call('POST /api/v1/sign-in/passkey/options', begunPasskeySchema)
    const gone = { ceremony: after.ceremony, response: await ask('get', after.options) }
    const refused = await new ApiClient(`http://localhost:${port}`, null).refusal('POST', '/api/v1/sign-in/passkey', {
      body: gone,
    })
    expect(refused.code).toBe('passkey_refused')
  })

  test('who guesses passwords is slowed down, and neither the owner nor a key waits for that', async () => {
    const stranger = new OperatorBrowser(origin)
    const codes = []
    for (let n = 0; n < 8; n += 1) {
      codes.push(await stranger.refusal('POST /api/v1/sign-in/password', { name: 'owner', password: `guess ${n}` }))
    }
    expect(codes[0]).toBe('sign_in_refused')
    expect(codes.at(-1)).toBe('too_many_attempts')
    expect((await owner.request('GET /api/v1/nodes')).status).toBe(200)
    expect((await origin.api.request('GET', '/api/v1/nodes')).status).toBe(200)
    // The owner's own browser is known, though it sits at the address that guesses.
    await owner.call('POST /api/v1/sign-out', anything)
    await owner.call('POST /api/v1/sign-in/password', operatorSessionSchema, { name: 'owner', password: PASSWORD })
    const args = ['origin', 'sign-in-link', '--data-dir', origin.data_dir]
    const link_token = linkToken((await runHeadwater(args)).output.trim())
    await stranger.call('POST /api/v1/sign-in', operatorSessionSchema, { link_token })
  })

  test('a flood of passwords from many addresses takes little memory, and everybody else is answered', async () => {
    const { port } = new URL(origin.ready.url)
    const before_bytes = residentBytes(origin.ready.pid)
    const statuses = new Map<number, number>()
    const guess = (nth: number) =>
      new Promise<void>((resolve, reject) => {
        const asking = request({
          ...{ host: '127.0.0.1', port, method: 'POST', path: '/api/v1/sign-in/password', agent: false },
          // Each address has a few tries before it is slowed down.
          localAddress: `127.0.2.${1 + (nth % 200)}`,
          headers: { 'content-type': 'application/json' },
        })
        asking.on('response', (answer) => {
          const { statusCode = 0 } = answer
          statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1)
          answer.resume().on('end', resolve)
        })
        asking.on('error', reject)
        asking.end(JSON.stringify({ name: `somebody ${nth}`, password: `guess ${nth}` }))
      })
    const flood = Promise.all(Array.from({ length: 400 }, (_, nth) => guess(nth)))
    let most_bytes = 0
    let asked = 0
    let is_over = false
    void flood.finally(() => {
      is_over = true
    })
    while (!is_over) {
      expect((await owner.request('GET /api/v1/nodes')).status).toBe(200)
      most_bytes = Math.max(most_bytes, residentBytes(origin.ready.pid))
      asked += 1
    }
    await flood
    // Few are looked at, one after the other; the rest are asked to come back.
    expect([...statuses.keys()].sort()).toEqual([401, 503])
    expect(statuses.get(503)).toBeGreaterThan(statuses.get(401) ?? 0)
    expect(asked).toBeGreaterThan(5)
    expect(most_bytes - before_bytes).toBeLessThan(160 * 1024 * 1024)
  })

  test('and no password, code, key, link or cookie of all that is in the log or on the disk', () => {
    const files = readdirSync(origin.data_dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
    expect(files.length).toBeGreaterThan(2)
    expect(secrets.length).toBeGreaterThan(20)
    for (const file of [...files, origin.program.log_file]) {
      const text = readFileSync(file, 'latin1')
      expect([file, secrets.filter((secret) => text.includes(secret))]).toEqual([file, []])
    }
  })
})
