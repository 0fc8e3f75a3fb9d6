import type { texts as english } from '../../../parts/access-summary-texts.ts'
import { counted } from '../../../parts/format.ts'

const asked = (publishers: boolean, viewers: boolean) =>
  publishers && viewers ? 'Publishern und Zuschauern' : publishers ? 'Publishern' : 'Zuschauern'

export const texts: typeof english = {
  summary: ({ rules }) => {
    const { publish_with, publish_networks, publish_denied_networks, play_networks, play_denied_networks } = rules
    const { play_with, play_referrers, play_without_referrer, on_publish_url, on_play_url, on_done_url } = rules
    const { webhook_on_failure, max_viewers_per_address, max_publishers_per_address } = rules
    const parts: string[] = []
    if (publish_with === 'key') parts.push('Senden nur mit Schlüssel')
    if (publish_networks !== null) parts.push(`Senden aus ${publish_networks.join(', ')}`)
    if (publish_denied_networks !== null) parts.push(`kein Senden aus ${publish_denied_networks.join(', ')}`)
    if (play_with === 'signed_url') parts.push('Wiedergabe nur über signierte Adressen')
    if (play_referrers !== null) {
      parts.push(
        `Wiedergabe auf Seiten von ${play_referrers.join(', ')}${play_without_referrer ? ' oder auf keiner Seite' : ''}`,
      )
    }
    if (play_networks !== null) parts.push(`Wiedergabe aus ${play_networks.join(', ')}`)
    if (play_denied_networks !== null) parts.push(`keine Wiedergabe aus ${play_denied_networks.join(', ')}`)
    if (on_publish_url !== null || on_play_url !== null) {
      const whom = asked(on_publish_url !== null, on_play_url !== null)
      const then = webhook_on_failure === 'allow' ? 'eingelassen' : 'abgewiesen'
      parts.push(`ein Webhook wird zu ${whom} gefragt, ohne seine Antwort werden sie ${then}`)
    }
    if (on_done_url !== null) parts.push('ein Webhook erfährt, wenn ein Publisher aufhört')
    if (max_viewers_per_address !== null) {
      parts.push(`höchstens ${counted(max_viewers_per_address, 'Zuschauer', 'Zuschauer')} je Adresse`)
    }
    if (max_publishers_per_address !== null) {
      parts.push(`höchstens ${counted(max_publishers_per_address, 'Publisher', 'Publisher')} je Adresse`)
    }
    return parts.length === 0 ? 'wie ohne Regel' : parts.join('; ')
  },
}
