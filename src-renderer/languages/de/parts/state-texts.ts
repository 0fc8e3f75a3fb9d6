import type { NodeRole } from '#contract/node.ts'
import { counted, formatCount } from '../../../parts/format.ts'
import type { texts as english } from '../../../parts/state-texts.ts'

const roleWork: Readonly<Record<NodeRole, string>> = {
  ingest: 'Publisher',
  viewers: 'Zuschauer',
  relay_source: 'Relays zu anderen Knoten',
}

export const texts: typeof english = {
  liveness: { joining: 'tritt bei', alive: 'online', suspect: 'verdächtig', offline: 'offline', left: 'ausgetreten' },
  flapping: 'instabil',
  lastResort: 'nur im Notfall',
  modes: { draining: 'wird geleert', drained: 'geleert', maintenance: 'Wartung' },
  closed: (roles) => `keine neuen ${roles.map((role) => roleWork[role]).join(', ')}`,
  was: (word) => `zuletzt: ${word}`,
  origin: 'Origin',
  foreign: 'anderes Fabrikat',

  streams: { starting: 'startet', live: 'live', interrupted: 'unterbrochen', ended: 'beendet' },

  runs: {
    queued: 'In der Warteschlange',
    running: 'Läuft',
    waiting: 'Wartet auf Sie',
    cancelling: 'Wird abgebrochen',
    undoing: 'Wird rückgängig gemacht',
    succeeded: 'Erfolgreich',
    failed: 'Fehlgeschlagen',
    cancelled: 'Abgebrochen',
    undone: 'Rückgängig gemacht',
  },
  wasRun: (word) => `Zuletzt: ${word}`,
  steps: {
    pending: 'steht aus',
    checking: 'wird geprüft',
    applying: 'in Arbeit',
    verifying: 'wird nachgeprüft',
    done: 'erledigt',
    already_so: 'war schon so',
    skipped: 'nicht nötig',
    failed: 'fehlgeschlagen',
    undoing: 'wird rückgängig gemacht',
    undone: 'rückgängig gemacht',
  },

  drainPhases: {
    pending: 'In der Warteschlange',
    cordoning: 'Beginnt',
    draining: 'Wird geleert',
    drained: 'Geleert',
    warming: 'Kommt zurück',
    done: 'Erledigt',
    failed: 'Fehlgeschlagen',
    skipped: 'Ausgelassen',
  },
  rollingDrains: {
    running: 'Läuft',
    waiting: 'Wartet',
    paused: 'Angehalten',
    cancelling: 'Wird abgebrochen',
    done: 'Erledigt',
    failed: 'Fehlgeschlagen',
    cancelled: 'Abgebrochen',
  },

  outcomes: { pass: 'in Ordnung', warn: 'Warnung', block: 'Hindernis' },
  passed: (count) => `${formatCount(count)} in Ordnung`,
  warned: (count) => counted(count, 'Warnung', 'Warnungen'),
  blocked: (count) => counted(count, 'Hindernis', 'Hindernisse'),

  certificateNone: 'noch keines',
  certificateEnded: 'abgelaufen',
  certificateNotYet: 'noch nicht gültig',
  certificateEnds: (left) => `läuft ab in ${left}`,
  certificateValid: 'gültig',
  certificateEndedTitle: 'Das Zertifikat dieses Origins ist abgelaufen.',
  certificateEndedText: 'Browser und Programme weigern sich, eine Verbindung aufzubauen, bis es ein neues gibt.',
  certificateLateTitle: 'Das nächste Zertifikat dieses Origins bleibt aus.',
  certificateEndsTitle: (left) => `Das Zertifikat dieses Origins läuft in ${left} ab.`,
  certificateEndsText: 'Legen Sie ein neues in seine Dateien; es wird von selbst übernommen.',
}
