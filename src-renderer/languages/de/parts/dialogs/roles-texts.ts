import type { texts as english } from '../../../../parts/dialogs/roles-texts.ts'

export const texts: typeof english = {
  title: (name) => `Was soll ${name} nicht mehr annehmen?`,
  effect: 'Was er davon hat, läuft weiter, bis es von selbst endet. Alles andere kommt hierher wie zuvor.',
  which: 'Keine neuen',
  roles: [
    {
      value: 'ingest',
      label: 'Publisher',
      description: 'Encoder, die fragen, wohin sie senden sollen, werden woandershin geschickt.',
    },
    { value: 'viewers', label: 'Zuschauer', description: 'Player werden zu anderen Knoten geschickt.' },
    {
      value: 'relay_source',
      label: 'Relays zu anderen Knoten',
      description: 'Andere Knoten holen Streams von woanders, soweit es ein Woanders gibt.',
    },
  ],
  lasts: 'Wie lange',
  lastings: [
    { value: 'always', label: 'Bis er wieder aufgenommen wird' },
    { value: '3600000', label: '1 Stunde' },
    { value: '14400000', label: '4 Stunden' },
    { value: '86400000', label: '1 Tag' },
  ],
  reasonHint: 'Für alle, die sich später fragen, warum.',
  forceHint: 'Dann würde niemand sonst solche Arbeit annehmen.',
  confirm: 'Diese Rollen schließen',
  force: 'Trotzdem schließen',
  failed: 'Es wurde nichts geschlossen.',
  closed: (name, words) => `${name}: ${words}`,
}
