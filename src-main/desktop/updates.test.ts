import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Language } from '#contract/language.ts'
import { wordsFor } from './languages/words.ts'
import { type UpdatePolicy, updatePolicy } from './update-policy.ts'
import { type UpdateFeed, Updates } from './updates.ts'

const page = 'https://downloads.example.com/headwater'
const feed_file = `provider: generic\nurl: ${page}\nchannel: latest\n`
const signed = `${feed_file}publisherName:\n  - Studio North\n`
const facts = { is_packaged: true, platform: 'linux', feed: feed_file, is_app_image: false } as const

describe('a build', () => {
  it('without a feed, or from its sources, looks for nothing', () => {
    expect(updatePolicy({ ...facts, feed: null }).kind).toBe('none')
    expect(updatePolicy({ ...facts, is_packaged: false }).kind).toBe('none')
    expect(updatePolicy({ ...facts, feed: 'url: http://downloads.example.com' }).kind).toBe('none')
    expect(updatePolicy({ ...facts, feed: ': : no yaml' }).kind).toBe('none')
  })

  it('that a package manager installed only tells', () => {
    expect(updatePolicy(facts)).toEqual({ kind: 'tell', page })
    expect(updatePolicy({ ...facts, is_app_image: true })).toEqual({ kind: 'install', page })
  })

  it('for Windows installs nothing that no publisher signed', () => {
    expect(updatePolicy({ ...facts, platform: 'win32' }).kind).toBe('tell')
    expect(updatePolicy({ ...facts, platform: 'win32', feed: signed }).kind).toBe('install')
    expect(updatePolicy({ ...facts, platform: 'darwin' }).kind).toBe('install')
  })
})

describe('a newer version', () => {
  let newest: string | null
  let waits: string | null
  let skipped: string | null
  let allowed: boolean
  let done: string[]
  let language: Language
  beforeEach(() => {
    vi.useFakeTimers()
    ;[newest, waits, skipped, allowed, done, language] = ['2.0.0', null, null, true, [], 'en']
  })
  afterEach(() => vi.useRealTimers())

  function open(policy: UpdatePolicy = { kind: 'install', page }, feed: Partial<UpdateFeed> = {}): Updates {
    return new Updates({
      policy,
      feed: {
        check: async () => newest,
        download: async (onProgress) => onProgress(40),
        install: () => done.push('installed'),
        ...feed,
      },
      looksByItself: () => allowed,
      skippedVersion: () => skipped,
      skip: (version) => {
        skipped = version
      },
      waits: () => waits,
      tell: (version) => done.push(`told of ${version}`),
      onChanged: () => undefined,
      note: () => undefined,
      words: () => wordsFor(language, []),
    })
  }

  it('is looked for once a day where the user allows it, and told once', async () => {
    const updates = open()
    updates.start()
    await vi.advanceTimersByTimeAsync(61_000)
    expect(updates.state).toEqual({ kind: 'available', version: '2.0.0', installs: true, skipped: false })
    await vi.advanceTimersByTimeAsync(48 * 3_600_000)
    expect(done).toEqual(['told of 2.0.0'])
    updates.stop()
  })

  it('is not looked for where the user did not allow it, but when they ask', async () => {
    allowed = false
    const updates = open()
    updates.start()
    await vi.advanceTimersByTimeAsync(48 * 3_600_000)
    expect(updates.state).toEqual({ kind: 'idle', checked_at: null })
    newest = null
    await updates.check()
    expect(updates.state).toEqual({ kind: 'idle', checked_at: expect.any(String) })
    updates.stop()
  })

  it('is downloaded and installed when the user says so, and not while a stream is live', async () => {
    const updates = open()
    expect(await updates.download()).toContain('Look for updates first')
    await updates.check()
    waits = 'A stream is live.'
    expect(await updates.download()).toBe('A stream is live.')
    waits = null
    expect(await updates.download()).toBeNull()
    expect(updates.state).toEqual({ kind: 'ready', version: '2.0.0' })
    waits = 'A stream is live.'
    expect(updates.whyNotInstall()).toBe('A stream is live.')
    updates.installNow()
    expect(done).not.toContain('installed')
    waits = null
    updates.installNow()
    expect(done).toContain('installed')
  })

  it('that is skipped is not told of, and can be taken back', async () => {
    const updates = open()
    skipped = '2.0.0'
    await updates.check()
    expect(updates.state).toMatchObject({ kind: 'available', skipped: true })
    expect(done).toEqual([])
    updates.skip(false)
    expect(updates.state).toMatchObject({ skipped: false })
    newest = '2.1.0'
    updates.skip(true)
    await updates.check()
    expect(done).toEqual(['told of 2.1.0'])
  })

  it('that a package manager has to install is told of, and never downloaded', async () => {
    const updates = open({ kind: 'tell', page })
    await updates.check()
    expect(updates.state).toMatchObject({ kind: 'available', installs: false })
    expect(await updates.download()).toContain('nothing to download')
    expect(updates.page).toBe(page)
  })

  it('that fails says what to do, and can be tried again', async () => {
    let works = false
    const updates = open(undefined, {
      download: async () => {
        if (!works) throw new Error('sha512 mismatch')
      },
    })
    await updates.check()
    await updates.download()
    expect(updates.state).toMatchObject({ kind: 'failed', version: '2.0.0' })
    language = 'de'
    expect(updates.state).toMatchObject({ message: expect.stringContaining('konnte nicht heruntergeladen werden') })
    works = true
    await updates.download()
    expect(updates.state.kind).toBe('ready')
    const away = open(undefined, { check: () => Promise.reject(new Error('ENOTFOUND')) })
    await away.check()
    expect(away.state).toMatchObject({ kind: 'failed', version: null })
  })

  it('is nobody’s business in a build without a feed', async () => {
    const updates = open(
      { kind: 'none', why: 'no_feed' },
      { check: () => Promise.reject(new Error('must not be asked')) },
    )
    updates.start()
    await vi.advanceTimersByTimeAsync(48 * 3_600_000)
    expect(await updates.check()).toContain('looks for no updates')
    expect(updates.state).toEqual({ kind: 'none', why: expect.stringContaining('looks for no updates') })
  })
})
