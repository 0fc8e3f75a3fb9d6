import type { texts as english } from '../../../data/texts.ts'

export const texts: typeof english = {
  timedOut: (seconds) => `L’origine n’a pas répondu dans les ${seconds} secondes.`,
  timedOutHint: 'Les nœuds continuent de servir sans elle. Réessayez quand l’en-tête indique qu’elle est de retour.',
  badAnswer: 'L’origine a répondu quelque chose que ce panneau ne comprend pas.',
  badAnswerHint: 'Le panneau et l’origine sont peut-être de versions différentes. Rechargez la page.',
  noExplanation: (status) => `L’origine a répondu par le code HTTP ${status}, sans explication.`,
  unreachable: 'L’origine est injoignable.',
  unreachableHint:
    'L’origine est-elle lancée, et cet ordinateur est-il sur le réseau ? Le panneau se reconnecte de lui-même.',
  passkeyKnown: 'Cet appareil a déjà une clé d’accès pour vous.',
  passkeyNotUsed: 'Le navigateur n’a fourni aucune clé d’accès.',
  passkeyNotUsedHint: 'Elle a été refusée, le délai est dépassé, ou il n’y en a pas pour cette adresse. Réessayez.',
  desktopSilent: 'L’application de bureau n’a pas répondu. Redémarrez-la, puis réessayez.',
}
