import type { texts as english } from '../../../../screens/settings/sections-texts.ts'

export const texts: typeof english = {
  groups: {
    installation: 'Installation',
    streams: 'Streams',
    people: 'Personen und Programme',
    program: 'Dieses Programm',
  },
  sections: {
    cluster: {
      label: 'Cluster',
      about: 'Womit der Origin läuft: jede Einstellung, ihr Standardwert und wo sie gesetzt wurde.',
    },
    certificates: {
      label: 'Zertifikate',
      about: 'Womit der Origin sich ausweist, bis wann, und wie weit das nächste Zertifikat ist.',
    },
    security: {
      label: 'Sicherheit',
      about: 'Was an diesem Origin sicherer sein könnte: Verschlüsselung, Schlüssel, zweite Faktoren, Sicherungen.',
    },
    notifications: {
      label: 'Benachrichtigungen',
      about: 'Was nicht stimmt, wer davon per Webhook, E-Mail oder Desktop-App erfährt und was gesendet wurde.',
    },
    backups: {
      label: 'Sicherungen',
      about: 'Kopien von allem, was der Origin weiß. Erstellen Sie jetzt eine und bewahren Sie eine anderswo auf.',
    },
    'cluster-tokens': {
      label: 'Cluster-Tokens',
      about: 'Womit Maschinen immer wieder beitreten: erstellen, mit Übergangszeit ersetzen, widerrufen.',
    },
    'removed-members': {
      label: 'Entfernte Mitglieder',
      about: 'Knoten, die gegangen sind oder entfernt wurden, und wie jeder von ihnen zurückkommen kann.',
    },
    'host-keys': {
      label: 'Host-Schlüssel',
      about: 'An welchen Schlüsseln Maschinen über SSH erkannt werden; auch zum Ersetzen nach einer Neuinstallation.',
    },
    'stream-access': {
      label: 'Stream-Zugang',
      about: 'Wer senden und wer zuschauen darf: Stream-Schlüssel und Netze, für einen Stream oder für viele.',
    },
    operators: {
      label: 'Operatoren',
      about: 'Wer sich anmelden darf und was jeder darf. Einladen, ändern, entfernen.',
    },
    sessions: {
      label: 'Sitzungen',
      about: 'Alle angemeldeten Browser, von allen Personen, und wie Sie eine Sitzung beenden.',
    },
    'api-keys': {
      label: 'API-Schlüssel',
      about: 'Womit Programme die API aufrufen: Berechtigungen, Ablauf, Widerruf.',
    },
    'wall-displays': {
      label: 'Wandanzeigen',
      about: 'Links für Bildschirme, die nur anzeigen, und wie Sie sie abmelden.',
    },
    about: {
      label: 'Info und Updates',
      about:
        'Versionen, wo alles liegt, eine Datei zum Mitschicken, wenn Sie Hilfe brauchen, und was die Desktop-App hier tut.',
    },
  },
}
