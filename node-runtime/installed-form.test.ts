import { expect, it } from 'vitest'
import { installedForm } from './installed-form.ts'

it('a program says how it is installed by what its unit or container says, and else that it was started by hand', () => {
  expect(installedForm({ HEADWATER_INSTALLED_AS: 'service' })).toBe('service')
  expect(installedForm({})).toBe('by_hand')
  expect(installedForm({ HEADWATER_INSTALLED_AS: 'a zeppelin' })).toBe('by_hand')
})
