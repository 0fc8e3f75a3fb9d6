import type { texts as english } from '../../../../parts/dialogs/maintain-texts.ts'
import { counted } from '../../../../parts/format.ts'

export const texts: typeof english = {
  title: (name) => `Retirer ${name} du service maintenant ?`,
  effect:
    'Il passe en maintenance : il n’accepte plus de travail, et ce qu’il porte est arrêté aussitôt. Les lecteurs qui redemandent sont envoyés vers d’autres nœuds. Il reste membre et revient quand il est repris. Pour laisser d’abord partir tout le monde, videz-le plutôt.',
  cut: ({ viewers, streams, published }) =>
    viewers === 0 && published.length === 0
      ? 'Personne ne regarde ni n’émet ici en ce moment.'
      : `Seront coupés : ${counted(viewers, 'spectateur')} de ${counted(streams, 'flux', 'flux')} et ${counted(published.length, 'émetteur')}.`,
  forceHint: 'Personne d’autre ne reprendrait alors son travail.',
  confirm: 'Retirer maintenant',
  force: 'Retirer quand même',
  failed: 'Le nœud n’a pas été retiré.',
  done: (name) => `${name} est en maintenance`,
}
