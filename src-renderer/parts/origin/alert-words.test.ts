import { describe, expect, test } from 'vitest'
import { texts as de } from '../../languages/de/parts/origin/alert-texts.ts'
import { texts as fr } from '../../languages/fr/parts/origin/alert-texts.ts'
import { alertWords } from './alert-words.ts'

const alert = {
  rule: 'bitrate_low',
  subject: { kind: 'stream', id: 'live/test', name: 'live/test' },
  title: 'live/test comes in at 38 % of its usual bit rate',
  text: 'The line of the encoder is short of room.',
  action: { text: 'Look at the stream', path: '/streams/live/test' },
} as const

describe('an alert', () => {
  test('has its headline and what to do in the language of the panel, and the figures as the origin says them', () => {
    expect(alertWords(alert, de)).toEqual({
      title: { text: 'live/test kommt mit weit weniger als der üblichen Bitrate an', lang: null },
      text: { text: `${alert.title}. ${alert.text}`, lang: 'en' },
      action: { text: 'Stream ansehen', lang: null },
    })
    expect(alertWords(alert, fr).action).toEqual({ text: 'Voir le flux', lang: null })
  })

  test('stands in an English panel as the origin says it', () => {
    const { title, text, action } = alertWords(alert, null)
    expect([title.text, text.text, action.text]).toEqual([alert.title, alert.text, alert.action.text])
  })
})
