import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attachAction, decideNavigation, decideNewWindow, decidePermission, shellActions } from './navigation-policy.ts'

const panel = 'http://127.0.0.1:8090'
const page = `${panel}/nodes`

describe('leaving the page in the window', () => {
  it.each([`${panel}/streams?x=1#y`, `${panel}/api/docs`, 'http://127.0.0.1:8090'])('may go to %s', (target) => {
    expect(decideNavigation(target, page, panel)).toEqual({ kind: 'allow' })
  })

  it.each([
    'http://127.0.0.1:80901/',
    'http://127.0.0.1:8090@evil.example/',
    'http://user@127.0.0.1:8090/',
    'http://127.0.0.1.evil.example:8090/',
    'https://127.0.0.1:8090/',
    'http://localhost:8090/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'blob:http://127.0.0.1:8090/0',
    'not a url',
    '',
  ])('may not go to %s', (target) => {
    expect(decideNavigation(target, page, panel)).toEqual({ kind: 'deny' })
  })

  it('may go nowhere while there is no panel', () => {
    expect(decideNavigation(`${panel}/`, page, null)).toEqual({ kind: 'deny' })
  })

  it('acts on the links of the failure page, and on nobody else’s', () => {
    expect(decideNavigation(shellActions.retry, 'data:text/html,...', null)).toEqual({ kind: 'act', action: 'retry' })
    expect(decideNavigation(shellActions.quit, page, panel)).toEqual({ kind: 'deny' })
  })

  it('looks at an address that was typed on a page of its own, and on no other', () => {
    const target = `${attachAction}?address=origin.example.com%3A8090`
    const decision = { kind: 'attach', address: 'origin.example.com:8090' }
    expect(decideNavigation(target, 'data:text/html,...', null)).toEqual(decision)
    expect(decideNavigation(target, page, panel)).toEqual({ kind: 'deny' })
    expect(decideNavigation(attachAction, 'data:text/html,...', null)).toEqual({ kind: 'deny' })
  })

  it('never leaves the panel’s origin, whatever is tried', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string()), (target) => {
        const decision = decideNavigation(target, page, panel)
        if (decision.kind === 'allow') expect(new URL(target).origin).toBe(panel)
      }),
    )
  })
})

describe('a link to elsewhere', () => {
  it('opens in the browser when it is https', () => {
    expect(decideNewWindow('https://example.com/docs')).toEqual({ open_externally: 'https://example.com/docs' })
  })

  it.each(['http://example.com/', 'file:///etc/passwd', 'smb://x/y', 'https://a:b@example.com/', 'nonsense'])(
    'opens nowhere when it is %s',
    (target) => expect(decideNewWindow(target)).toEqual({ open_externally: null }),
  )
})

describe('permissions', () => {
  it('are few, and the panel’s only', () => {
    expect(decidePermission('fullscreen', page, panel)).toBe(true)
    expect(decidePermission('notifications', panel, panel)).toBe(true)
    expect(decidePermission('media', page, panel)).toBe(false)
    expect(decidePermission('geolocation', page, panel)).toBe(false)
    expect(decidePermission('fullscreen', 'https://example.com/', panel)).toBe(false)
    expect(decidePermission('fullscreen', page, null)).toBe(false)
  })
})
