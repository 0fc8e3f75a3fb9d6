import type { texts as english } from '../../../parts/access-summary-texts.ts'
import { counted } from '../../../parts/format.ts'

const asked = (publishers: boolean, viewers: boolean) =>
  publishers && viewers ? 'des émetteurs et des spectateurs' : publishers ? 'des émetteurs' : 'des spectateurs'

export const texts: typeof english = {
  summary: ({ rules }) => {
    const { publish_with, publish_networks, publish_denied_networks, play_networks, play_denied_networks } = rules
    const { play_with, play_referrers, play_without_referrer, on_publish_url, on_play_url, on_done_url } = rules
    const { webhook_on_failure, max_viewers_per_address, max_publishers_per_address } = rules
    const parts: string[] = []
    if (publish_with === 'key') parts.push('émission avec une clé seulement')
    if (publish_networks !== null) parts.push(`émission depuis ${publish_networks.join(', ')}`)
    if (publish_denied_networks !== null) parts.push(`pas d’émission depuis ${publish_denied_networks.join(', ')}`)
    if (play_with === 'signed_url') parts.push('lecture par adresses signées seulement')
    if (play_referrers !== null) {
      parts.push(
        `lecture sur les pages de ${play_referrers.join(', ')}${play_without_referrer ? ', ou hors de toute page' : ''}`,
      )
    }
    if (play_networks !== null) parts.push(`lecture depuis ${play_networks.join(', ')}`)
    if (play_denied_networks !== null) parts.push(`pas de lecture depuis ${play_denied_networks.join(', ')}`)
    if (on_publish_url !== null || on_play_url !== null) {
      const whom = asked(on_publish_url !== null, on_play_url !== null)
      const then = webhook_on_failure === 'allow' ? 'admis' : 'refusés'
      parts.push(`un webhook décide ${whom}, qui sans sa réponse sont ${then}`)
    }
    if (on_done_url !== null) parts.push('un webhook est averti quand un émetteur a terminé')
    if (max_viewers_per_address !== null) {
      parts.push(`au plus ${counted(max_viewers_per_address, 'spectateur')} par adresse`)
    }
    if (max_publishers_per_address !== null) {
      parts.push(`au plus ${counted(max_publishers_per_address, 'émetteur')} par adresse`)
    }
    return parts.length === 0 ? 'comme sans règle' : parts.join(' ; ')
  },
}
