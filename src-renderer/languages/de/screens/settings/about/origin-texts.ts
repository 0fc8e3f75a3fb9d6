import { counted } from '../../../../../parts/format.ts'
import type { texts as english } from '../../../../../screens/settings/about/origin-texts.ts'

export const texts: typeof english = {
  failed: 'Die Angaben zu diesem Origin konnten nicht gelesen werden.',
  runsOn: 'Worauf der Origin läuft',
  node: 'Node.js',
  sqlite: 'SQLite',
  schema: 'Datenbankschema',
  system: 'System',
  running: 'Läuft seit',
  kept: 'Wo alles liegt',
  dataDir: 'Datenverzeichnis',
  size: 'Größe',
  licence: 'Lizenz',
  licenceText:
    'Apache License 2.0. Headwater verlangt kein Konto, und nichts, was es weiß, verlässt von selbst diesen Rechner.',
  diagnostics: 'Diagnose',
  diagnosticsText:
    'Eine Datei zum Mitschicken, wenn Sie um Hilfe bitten: Protokolle, Einstellungen, Versionen, ob die Datenbank unversehrt ist und wie es um alles steht. Tokens, Schlüssel und Passwörter werden entfernt, bevor Sie sie sehen. Adressen und Namen von Knoten und Streams bleiben darin.',
  collect: 'Zusammenstellen',
  collectAnew: 'Neu zusammenstellen',
  collectFailed: 'Die Diagnose wurde nicht zusammengestellt.',
  save: 'Datei speichern',
  saveFailed: 'Die Datei wurde nicht gespeichert.',
  preview: (files) => `Inhalt: ${counted(files, 'Datei', 'Dateien')}`,
  headOf: (name) => `Anfang von ${name}`,
  forOwners: 'Die Diagnose ist Besitzern vorbehalten.',
}
