import type { texts as english } from '../../../../../screens/settings/security/texts.ts'

export const texts: typeof english = {
  title: 'Sicherheit',
  about: 'Was an diesem Origin sicherer sein könnte, nach dem, was jetzt gilt. Hier wird nichts geändert.',
  failed: 'Die Sicherheit dieses Origins konnte nicht beurteilt werden.',
  again: 'Neu beurteilen',
  allWell: 'Alles gut',
  matters: (count) => (count === 1 ? '1 Sache könnte sicherer sein' : `${count} Dinge könnten sicherer sein`),
  checked: 'Beurteilt',
  good: 'gut',
  better: 'zu verbessern',
  more: (count) => `und ${count} weitere`,
  rules: {
    plain_http: {
      title: 'Verschlüsselung',
      well: 'Niemand auf einer anderen Maschine kommt ohne TLS.',
      matter:
        'Der Origin antwortet anderen Maschinen auch ohne TLS. Womit man sich anmeldet, kann unterwegs mitgelesen werden. Setzen Sie tls.http auf redirect oder refuse, oder geben Sie ihm ein Zertifikat, dem Browser vertrauen.',
      open: 'Zertifikate',
    },
    publishing_open: {
      title: 'Veröffentlichen',
      well: 'Aus dem Internet veröffentlicht niemand ohne Schlüssel.',
      matter:
        'Aus diesen Netzen, die im Internet liegen, darf jeder ohne Schlüssel veröffentlichen. Verlangen Sie einen Schlüssel.',
      open: 'Zugang zu Streams',
    },
    owner_second_factor: {
      title: 'Inhaber',
      well: 'Kein Inhaber meldet sich nur mit einem Passwort an.',
      matter:
        'Diese Inhaber melden sich nur mit einem Passwort an. Ein Passkey oder Codes vom Telefon halten fern, wer es erbeutet hat.',
      open: 'Operatoren',
    },
    api_key_without_end: {
      title: 'API-Schlüssel ohne Ende',
      well: 'Jeder API-Schlüssel läuft irgendwann ab.',
      matter: 'Diese API-Schlüssel laufen nie ab. Legen Sie neue an, die es tun, und widerrufen Sie diese.',
      open: 'API-Schlüssel',
    },
    api_key_unused: {
      title: 'Unbenutzte API-Schlüssel',
      well: 'Jeder API-Schlüssel wurde in den letzten 90 Tagen benutzt.',
      matter: 'Diese API-Schlüssel hat seit 90 Tagen niemand benutzt. Widerrufen Sie, was nicht mehr gebraucht wird.',
      open: 'API-Schlüssel',
    },
    stream_key_old: {
      title: 'Alte Stream-Schlüssel',
      well: 'Kein Stream-Schlüssel ohne Ende ist älter als ein Jahr.',
      matter:
        'Diese Stream-Schlüssel sind älter als ein Jahr und laufen nie ab. Ersetzen Sie sie mit Überlappung: So bleibt Zeit, die Encoder umzustellen.',
      open: 'Zugang zu Streams',
    },
    redis_open: {
      title: 'Redis',
      well: 'Redis läuft auf dieser Maschine oder wird mit TLS und Passwort angesprochen.',
      matter:
        'Redis läuft auf einer anderen Maschine und wird ohne TLS oder ohne Passwort angesprochen. Wer dazwischen sitzt, kann schreiben, was der Cluster glaubt. Nehmen Sie rediss:// und ein Passwort.',
      open: 'Cluster',
    },
    no_backups: {
      title: 'Sicherungen',
      well: 'Sicherungen entstehen von selbst.',
      matter: 'Von selbst entsteht keine Sicherung. Wählen Sie einen Abstand.',
      open: 'Cluster',
    },
  },
}
