import { TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { launchProfile } from '../harness/launch-chromium.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { findInProfile } from '../harness/profile-scan.ts'
import { noteSecret, secretIn } from '../harness/secret-scan.ts'
import { tempDir } from '../harness/temp-dir.ts'

const PASSWORD = 'harbour lamp on the quay'
noteSecret(PASSWORD)

test('what the panel shows once is nowhere in the browser that showed it: not in its storage, its history or its cache', async () => {
  await using origin = await OriginProgram.start()
  await using profile = await tempDir()
  const secrets: Record<string, string> = { password: PASSWORD }
  const context = await launchProfile(profile.path)
  try {
    const [page = await context.newPage()] = context.pages()
    page.setDefaultTimeout(15_000)
    const dialog = page.getByRole('dialog')
    const at = (path: string) => page.goto(`${origin.ready.url}${path}`)
    const shown = async (text: RegExp) => (await page.getByText(text).first().textContent()) ?? ''

    await page.goto(origin.ready.sign_in_url)
    await page.getByRole('link', { name: 'Set a password' }).click()
    await page.getByLabel('New password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Set the password' }).click()
    await page.getByRole('button', { name: 'Change the password' }).waitFor()
    await page.getByRole('button', { name: 'Account, theme and language' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    // The page of the account has a field of that name, too.
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.getByLabel('Name').fill('owner')
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { name: 'Your account' }).waitFor()

    await at('/settings/api-keys')
    await page.getByRole('button', { name: 'Make an API key' }).click()
    await dialog.getByLabel('Name').fill('nightly drain')
    await dialog.getByLabel('Nodes').click()
    await dialog.getByRole('button', { name: 'Make the key' }).click()
    secrets.api_key = await shown(/^sk_[\w-]{20,}/)
    // Left open, as somebody who goes on to another address leaves it.

    await at('/settings/cluster-tokens')
    await page.getByRole('button', { name: 'Make a token' }).click()
    await page.getByLabel('Name').fill('autoscaled')
    await page.getByRole('button', { name: 'Make it' }).click()
    secrets.cluster_token = await shown(/^clt_[A-Za-z0-9_-]{43}$/)
    await page.getByRole('button', { name: 'Done' }).click()

    await at('/streams/live/show')
    await page.getByRole('button', { name: 'Make a stream key' }).first().click()
    await dialog.getByLabel('Name').fill('studio encoder')
    await dialog.getByRole('button', { name: 'Make the key' }).click()
    secrets.stream_key = (await shown(/^show\?key=stream_/)).replace('show?key=', '')
    await dialog.getByRole('button', { name: 'Done' }).click()

    await at('/nodes/add?way=installer')
    await page.getByRole('button', { name: 'Make the line' }).click()
    secrets.join_token = /enroll_[\w-]{43}/.exec(await shown(/enroll_[\w-]{43}/))?.[0] ?? ''

    await at('/settings/operators')
    await page.getByRole('button', { name: 'Invite an operator' }).click()
    await dialog.getByLabel('Name').fill('vera')
    await dialog.getByRole('button', { name: 'Make the link' }).click()
    secrets.invitation = new URL(await shown(/\/sign-in#/)).hash.slice(1)
    await dialog.getByRole('button', { name: 'Done' }).click()

    await at('/account')
    await page.getByRole('button', { name: 'Set up an authenticator app' }).click()
    secrets.second_factor = await shown(/^[A-Z2-7]{32}$/)
    await dialog.getByLabel('Code of the app').fill(new TOTP({ secret: secrets.second_factor }).generate())
    await dialog.getByRole('button', { name: 'Turn it on' }).click()
    await dialog.getByRole('button', { name: 'I have kept them' }).waitFor()
    secrets.recovery_code = ((await dialog.locator('code').first().textContent()) ?? '').split('\n').pop() ?? ''
    await dialog.getByRole('button', { name: 'I have kept them' }).click()
    await page.goBack()
    await page.reload()
    await page.getByRole('main').waitFor()
    const session = (await context.cookies()).find(({ httpOnly }) => httpOnly)
    secrets.session = session?.value ?? ''
  } finally {
    // Which writes what it holds in memory to its profile.
    await context.close()
  }
  for (const [name, secret] of Object.entries(secrets)) expect(secret.length, name).toBeGreaterThanOrEqual(8)
  expect(secretIn(Object.values(secrets).join('\n'), Object.values(secrets))).toBe(null)

  // The search sees into the cache: the panel's own script is there, and came packed.
  const known = await fetch(`${origin.ready.url}/`).then((answer) => answer.text())
  const script = /assets\/index-[\w-]+\.js/.exec(known)?.[0] ?? ''
  const text = await fetch(`${origin.ready.url}/${script}`).then((answer) => answer.text())
  const middle = text.slice(text.length / 2, text.length / 2 + 40)
  expect(findInProfile(profile.path, [middle]), 'the cache is read').not.toEqual([])
  expect(
    findInProfile(profile.path, Object.values(secrets)).map(
      ({ file, text: found }) => `${nameOf(secrets, found)} in ${file}`,
    ),
  ).toEqual([])
}, 180_000)

const nameOf = (secrets: Readonly<Record<string, string>>, text: string) =>
  Object.entries(secrets).find(([, secret]) => secret === text)?.[0] ?? 'something'
