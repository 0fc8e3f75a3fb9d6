import type { NodeRole } from '#contract/node.ts'
import { counted } from '../../../parts/format.ts'
import type { texts as english } from '../../../parts/state-texts.ts'

const roleWork: Readonly<Record<NodeRole, string>> = {
  ingest: 'émetteurs',
  viewers: 'spectateurs',
  relay_source: 'relais vers d’autres nœuds',
}

export const texts: typeof english = {
  liveness: {
    joining: 'arrive',
    alive: 'en ligne',
    suspect: 'suspect',
    offline: 'hors ligne',
    left: 'parti',
  },
  flapping: 'instable',
  lastResort: 'dernier recours',
  modes: { draining: 'en cours de vidage', drained: 'vidé', maintenance: 'maintenance' },
  closed: (roles) => `pas de nouveaux ${roles.map((role) => roleWork[role]).join(', ')}`,
  was: (word) => `avant : ${word}`,
  origin: 'origine',
  foreign: 'd’un autre éditeur',

  streams: { starting: 'démarre', live: 'en direct', interrupted: 'interrompu', ended: 'terminé' },

  runs: {
    queued: 'Attend son tour',
    running: 'En cours',
    waiting: 'Vous attend',
    cancelling: 'Annulation en cours',
    undoing: 'Retour en arrière en cours',
    succeeded: 'Réussie',
    failed: 'Échouée',
    cancelled: 'Annulée',
    undone: 'Défaite',
  },
  wasRun: (word) => `Avant : ${word.toLowerCase()}`,
  steps: {
    pending: 'à faire',
    checking: 'contrôle',
    applying: 'en cours',
    verifying: 'vérification',
    done: 'faite',
    already_so: 'déjà en place',
    skipped: 'inutile',
    failed: 'échouée',
    undoing: 'retour en arrière',
    undone: 'défaite',
  },

  drainPhases: {
    pending: 'Attend son tour',
    cordoning: 'Commence',
    draining: 'En cours de vidage',
    drained: 'Vidé',
    warming: 'Revient',
    done: 'Terminé',
    failed: 'Échoué',
    skipped: 'Laissé de côté',
  },
  rollingDrains: {
    running: 'En cours',
    waiting: 'En attente',
    paused: 'En pause',
    cancelling: 'Annulation en cours',
    done: 'Terminé',
    failed: 'Échoué',
    cancelled: 'Annulé',
  },

  outcomes: { pass: 'bon', warn: 'avertissement', block: 'bloquant' },
  passed: (count) => counted(count, 'bon'),
  warned: (count) => counted(count, 'avertissement'),
  blocked: (count) => counted(count, 'bloquant'),

  certificateNone: 'pas encore',
  certificateEnded: 'expiré',
  certificateNotYet: 'pas encore valable',
  certificateEnds: (left) => `expire dans ${left}`,
  certificateValid: 'valable',
  certificateEndedTitle: 'Le certificat de cette origine a expiré.',
  certificateEndedText:
    'Les navigateurs et les programmes refusent de se connecter tant qu’il n’y en a pas un nouveau.',
  certificateLateTitle: 'Le prochain certificat de cette origine n’arrive pas.',
  certificateEndsTitle: (left) => `Le certificat de cette origine expire dans ${left}.`,
  certificateEndsText: 'Placez-en un nouveau dans ses fichiers ; il est pris en compte de lui-même.',
}
