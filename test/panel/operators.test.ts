import { TOTP } from 'otpauth'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { OriginProgram } from '../harness/origin-program.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { noteSecret } from '../harness/secret-scan.ts'
import { waitFor } from '../harness/wait-for.ts'

const PASSWORD = 'brook stone lantern nine'
const HERS = 'kettle on the windowsill'
noteSecret(PASSWORD)
noteSecret(HERS)

describe('operators in the control panel', () => {
  let stack: AsyncDisposableStack
  let origin: OriginProgram
  let panel: PanelBrowser
  let page: Page
  let hers: PanelBrowser
  /** Recovery codes that nobody has used. */
  let codes: string[] = []

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    origin = stack.use(await OriginProgram.start({ settings: { own_node: false } }))
    panel = stack.use(await PanelBrowser.open())
    hers = stack.use(await PanelBrowser.open())
    page = panel.page
    await page.goto(origin.ready.sign_in_url)
    await page.getByRole('main').waitFor()
  })
  afterAll(() => stack?.disposeAsync())
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    const name = task.name.replaceAll(/\W+/g, '-').slice(0, 70)
    await panel.screenshot(`failed-${name}`)
    await hers.screenshot(`failed-${name}-hers`)
  })

  const at = (path: string) => `${origin.ready.url}${path}`

  async function signIn(of: Page, name: string, password: string): Promise<void> {
    await of.getByLabel('Name').fill(name)
    await of.getByRole('textbox', { name: 'Password' }).fill(password)
    await of.getByRole('button', { name: 'Sign in', exact: true }).click()
  }

  test('who came by a link is led to a password, which then signs in', async () => {
    await page.getByText('You came in by a link.').waitFor()
    await panel.lookTwice('password-prompt')
    await page.getByRole('link', { name: 'Set a password' }).click()
    await page.getByLabel('New password').fill('too short')
    expect(await page.getByRole('button', { name: 'Set the password' }).isDisabled()).toBe(true)
    await page.getByLabel('New password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Set the password' }).click()
    await page.getByRole('button', { name: 'Change the password' }).waitFor()
    await panel.lookTwice('account')
    await page.getByRole('button', { name: 'Account, theme and language' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.getByRole('button', { name: 'Use a sign-in link' }).click()
    await panel.lookTwice('sign-in')
    await signIn(page, 'owner', 'something else of mine')
    await page.getByText('You are not signed in.').waitFor()
    await signIn(page, 'owner', PASSWORD)
    // At the address where one was.
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
    expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain(PASSWORD)
    panel.complaints.length = 0
  }, 60_000)

  test('an owner invites somebody, who comes in by the link and sees what the role may see', async () => {
    await page.goto(at('/settings/operators'))
    await page.getByRole('button', { name: 'Invite an operator' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('vera')
    await dialog.getByLabel('Viewer').click()
    await panel.lookTwice('invite')
    await dialog.getByRole('button', { name: 'Make the link' }).click()
    const link = await dialog.getByText(/\/sign-in#/).textContent()
    await panel.lookTwice('invite-link')
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page.getByText('invited', { exact: true }).waitFor()
    expect(await page.content()).not.toContain('/sign-in#')
    await panel.lookTwice('settings-operators')

    await hers.page.goto(link ?? '')
    await hers.page.getByRole('link', { name: 'Set a password' }).click()
    await hers.page.getByLabel('New password').fill(HERS)
    await hers.page.getByRole('button', { name: 'Set the password' }).click()
    await hers.page.getByRole('button', { name: 'Change the password' }).waitFor()
    expect(await hers.page.getByRole('link', { name: 'Add a node' }).count()).toBe(0)
    await hers.page.goto(at('/settings/operators'))
    await hers.page.getByText('This is for owners. You are signed in as viewer.').waitFor()
    await hers.page.goto(at('/settings'))
    await hers.page.getByText('For owners').first().waitFor()
    await hers.lookTwice('settings-of-a-viewer')
    expect(panel.complaints).toEqual([])
  }, 60_000)

  test('the only owner stays one; others get another role, and are signed out at once', async () => {
    await page.goto(at('/settings/operators'))
    const remove = page.getByRole('button', { name: 'Remove owner' })
    expect(await remove.getAttribute('aria-disabled')).toBe('true')
    await page.getByRole('button', { name: 'Change role of vera' }).click()
    await page.getByRole('dialog').getByLabel('Operator', { exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Change the role' }).click()
    await page.getByRole('row', { name: /vera/ }).getByText('Operator', { exact: true }).waitFor()
    await page.goto(at('/settings/sessions'))
    const end = page.getByRole('button', { name: /^End the session of vera/ })
    await end.first().waitFor()
    await panel.lookTwice('settings-sessions')
    await end.first().click()
    await end.first().waitFor({ state: 'detached' })
    await hers.page.goto(at('/settings'))
    await hers.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    hers.complaints.length = 0
    await signIn(hers.page, 'vera', HERS)
    await hers.page.getByRole('heading', { name: 'Settings' }).waitFor()
    await hers.page.getByRole('link', { name: 'Add a node' }).waitFor()
  }, 60_000)

  test('a key is made after a fresh proof, shown once, works, and is worth nothing once it is revoked', async () => {
    await page.goto(at('/settings/api-keys'))
    await page.getByText('everything that the role owner may').waitFor()
    // As the origin answers a quarter of an hour after the last proof.
    await page.route('**/api/v1/api-keys', (route) => route.fulfill({ status: 403, json: PROOF_WANTED }), { times: 1 })
    await page.getByRole('button', { name: 'Make an API key' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('nightly drain')
    await page.getByRole('dialog').getByLabel('Nodes').click()
    await panel.lookTwice('api-key')
    await page.getByRole('dialog').getByRole('button', { name: 'Make the key' }).click()
    const proof = page.getByRole('dialog', { name: 'Is it still you?' })
    await proof.getByRole('textbox', { name: 'Your password' }).fill('not the right one')
    await panel.lookTwice('prove')
    await proof.getByRole('button', { name: 'Go on' }).click()
    await proof.getByRole('alert').waitFor()
    await proof.getByRole('textbox', { name: 'Your password' }).fill(PASSWORD)
    await proof.getByRole('button', { name: 'Go on' }).click()
    const key = (await page.getByText(/^sk_[\w-]{20,}/).textContent()) ?? ''
    await panel.lookTwice('api-key-made')
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
    // It fades out with its dialog.
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByText('read, nodes').waitFor()
    expect(await page.content()).not.toContain(key)
    const call = (path: string, method = 'GET') =>
      fetch(at(path), { method, headers: { Authorization: `Bearer ${key}` } }).then(({ status }) => status)
    expect([
      await call('/api/v1/nodes'),
      await call('/api/v1/operators'),
      await call('/api/v1/backups', 'POST'),
    ]).toEqual([200, 403, 403])
    await panel.lookTwice('settings-api-keys')
    await page.getByRole('button', { name: 'Revoke nightly drain' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('read, nodes').waitFor({ state: 'detached' })
    expect(await call('/api/v1/nodes')).toBe(401)
  }, 60_000)

  test('who is removed is out', async () => {
    await page.goto(at('/settings/operators'))
    await page.getByRole('button', { name: 'Remove vera' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('button', { name: 'Remove vera' }).waitFor({ state: 'detached' })
    await waitFor('her panel asks who she is', async () => {
      await hers.page.reload()
      const asked = hers.page.getByRole('heading', { name: 'Sign in' }).waitFor({ timeout: 2_000 })
      return await asked.then(
        () => true,
        () => false,
      )
    })
    await signIn(hers.page, 'vera', HERS)
    await hers.page.getByText('You are not signed in.').waitFor()
  })

  test('an authenticator app is set up by its code, asked for at the door, and recovery codes stand in for it', async () => {
    await page.goto(at('/account'))
    await page.getByRole('button', { name: 'Set up an authenticator app' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('img', { name: /^QR code/ }).waitFor()
    const secret = (await dialog.getByText(/^[A-Z2-7]{32}$/).textContent()) ?? ''
    await panel.lookTwice('second-factor')
    await dialog.getByLabel('Code of the app').fill(new TOTP({ secret }).generate())
    await dialog.getByRole('button', { name: 'Turn it on' }).click()
    await dialog.getByRole('button', { name: 'I have kept them' }).waitFor()
    await panel.lookTwice('recovery-codes')
    codes = ((await dialog.locator('code').first().textContent()) ?? '').split('\n')
    const recovery_code = codes.pop() ?? ''
    await dialog.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByText('10 recovery codes left.').waitFor()
    expect(await page.content()).not.toContain(recovery_code)

    await hers.page.goto(at('/settings'))
    await signIn(hers.page, 'owner', PASSWORD)
    await hers.page.getByLabel('Code').fill('000000')
    await hers.page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await hers.page.getByText('The code was not accepted.').waitFor()
    await hers.page.getByLabel('Code').fill(recovery_code)
    await hers.lookTwice('sign-in-code')
    await hers.page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await hers.page.getByRole('heading', { name: 'Settings' }).waitFor()
    await page.reload()
    await page.getByText('9 recovery codes left.').waitFor()
  }, 60_000)

  test('a passkey is made, signs in without a name or a password, and proves who sits there', async () => {
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable')
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    // Browsers have passkeys for names, not for addresses.
    await page.getByText('Browsers have passkeys only at a name').waitFor()
    const { port } = new URL(origin.ready.url)
    const there = (path: string) => `http://localhost:${port}${path}`
    await page.goto(there('/account'))
    await signIn(page, 'owner', PASSWORD)
    await page.getByLabel('Code').fill(codes.pop() ?? '')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('laptop')
    await page.getByRole('dialog').getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'Remove the passkey laptop' }).waitFor()
    await panel.lookTwice('account-whole')
    await page.getByRole('button', { name: 'Account, theme and language' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
    panel.complaints.length = 0

    await page.goto(there('/settings/wall-displays'))
    const wanted = { ...PROOF_WANTED, error: { ...PROOF_WANTED.error, details: { methods: ['link', 'passkey'] } } }
    await page.route('**/api/v1/wall-links', (route) => route.fulfill({ status: 403, json: wanted }), { times: 1 })
    await page.getByRole('button', { name: 'Make a wall link' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('studio 2')
    await page.getByRole('dialog').getByRole('button', { name: 'Make the link' }).click()
    const proof = page.getByRole('dialog', { name: 'Is it still you?' })
    await proof.getByRole('button', { name: 'Use a passkey' }).click()
    const link = (await page.getByText(/\/sign-in#wall_/).textContent()) ?? ''
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
    await using wall = await PanelBrowser.open()
    await wall.page.goto(link)
    await wall.page.getByRole('heading', { name: 'Overview' }).waitFor()
    await wall.page.goto(`${new URL(link).origin}/account`)
    await wall.page.getByText('This browser is no operator’s').waitFor()
    await page.reload()
    await page.getByText('1 screen', { exact: true }).waitFor()
    await panel.lookTwice('settings-wall-displays')
    await page.getByRole('button', { name: 'Revoke studio 2' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('No wall display').waitFor()
    await wall.page.reload()
    await wall.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  }, 60_000)
})

const PROOF_WANTED = {
  data: null,
  error: {
    code: 'recent_proof_required',
    message: 'This needs a proof of the last 15 minutes that it is you.',
    details: { methods: ['link', 'password'] },
    request_id: 'test',
  },
}
