import type { texts as english } from '../../../../parts/dialogs/maintain-texts.ts'
import { counted } from '../../../../parts/format.ts'

export const texts: typeof english = {
  title: (name) => `${name} jetzt aus dem Betrieb nehmen?`,
  effect:
    'Er geht in Wartung: Er nimmt keine neue Arbeit an, und was er trägt, wird sofort beendet. Player, die erneut anfragen, werden zu anderen Knoten geschickt. Er bleibt Mitglied und kommt zurück, wenn er wieder aufgenommen wird. Damit zuerst alle gehen können, leeren Sie ihn stattdessen.',
  cut: ({ viewers, streams, published }) =>
    viewers === 0 && published.length === 0
      ? 'Im Moment sieht hier niemand zu, und niemand sendet.'
      : `Getrennt werden ${counted(viewers, 'Zuschauer', 'Zuschauer')} von ${counted(streams, 'Stream')} und ${counted(published.length, 'Publisher', 'Publisher')}.`,
  forceHint: 'Dann würde niemand sonst seine Arbeit übernehmen.',
  confirm: 'Jetzt herausnehmen',
  force: 'Trotzdem herausnehmen',
  failed: 'Der Knoten wurde nicht herausgenommen.',
  done: (name) => `${name} ist in Wartung`,
}
