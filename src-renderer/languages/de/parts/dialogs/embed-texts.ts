import type { texts as english } from '../../../../parts/dialogs/embed-texts.ts'

export const texts: typeof english = {
  title: (path) => `${path} auf einer Seite zeigen`,
  close: 'Schließen',
  how: 'Wie es abgespielt wird',
  kinds: {
    hls: { label: 'HLS', description: 'Jeder Browser und jedes Telefon; einige Sekunden Verzögerung.' },
    flv: { label: 'HTTP-FLV', description: 'Ein bis zwei Sekunden Verzögerung; nicht auf iPhones.' },
  },
  script: 'Woher die Seite ihren Player hat',
  own: 'Von Ihrem eigenen Server',
  ownHint: (file) => `Legen Sie ${file} (npm) dort ab.`,
  shared: 'Von jsDelivr',
  sharedHint: 'Ein Dritter: Wer die Seite öffnet, fragt auch ihn, und er erfährt die Adressen der Besucher.',
  where: 'Adresse des Player-Skripts',
  guardedTitle: 'Dieser Stream ist nur mit signierten Adressen zu sehen',
  guardedText:
    'Der Code enthält eine Adresse, die alle einlässt, die die Seite öffnen, bis ihre Zeit um ist. Wo das zu weit geht, lassen Sie Ihren eigenen Server für jeden Besucher eine signieren.',
  sign: 'Adresse für die Seite signieren',
  signFor: 'Gültig für',
  signFailed: 'Es wurde keine Adresse signiert.',
  makeKey: 'Signaturschlüssel erstellen und signieren',
  keyLabel: 'Seiten und Player, im Panel erstellt',
  until: (time) => `Sie lässt sich bis ${time} öffnen.`,
  code: 'Code für die Seite',
  vlc: 'Für VLC (Netzwerkstream öffnen)',
  ffplay: 'Für ffplay',
  httpsTitle: 'Die Seite muss über http geöffnet werden',
  httpsText:
    'Die Adresse dieses Origins ist http, und das lehnen Browser auf https-Seiten ab. Geben Sie dem Origin ein Zertifikat (siehe „TLS“ im Handbuch), oder nennen Sie ihn mit https.',
  copy: 'Code kopieren',
}
