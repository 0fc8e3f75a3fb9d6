import { expect, test } from 'vitest'
import { createChannelSchema } from '#contract/alert.ts'
import { type ChannelForm, channelOf, emptyChannel, isComplete, portOf } from './channel-form.ts'

const webhook = { ...emptyChannel, name: ' On-call ', url: ' https://hooks.example.com/x ' }
const mail: ChannelForm = {
  ...{ ...emptyChannel, kind: 'email', name: 'Desk', host: 'mail.example.com', from: 'origin@example.com' },
  to: 'one@example.com,\n two@example.com\n',
}

test('a channel is complete with a name and where it leads', () => {
  expect([isComplete(emptyChannel), isComplete(webhook), isComplete(mail)]).toEqual([false, true, true])
  expect(isComplete({ ...mail, to: ' \n' })).toBe(false)
  expect(isComplete({ ...mail, port: 'smtp' })).toBe(false)
})

test('what was typed is what the origin takes, without spaces around it', () => {
  expect(createChannelSchema.parse(channelOf(webhook))).toMatchObject({
    name: 'On-call',
    url: 'https://hooks.example.com/x',
  })
  expect(createChannelSchema.parse(channelOf(mail))).toMatchObject({
    smtp: { port: 587, user: null, to: ['one@example.com', 'two@example.com'] },
  })
  expect(channelOf(mail)).not.toHaveProperty('password')
  expect([portOf('tls'), portOf('none')]).toEqual(['465', '25'])
})
