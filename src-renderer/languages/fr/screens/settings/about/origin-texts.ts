import { counted } from '../../../../../parts/format.ts'
import type { texts as english } from '../../../../../screens/settings/about/origin-texts.ts'

export const texts: typeof english = {
  failed: 'Les informations sur cette origine n’ont pas pu être lues.',
  runsOn: 'Ce sur quoi tourne l’origine',
  node: 'Node.js',
  sqlite: 'SQLite',
  schema: 'Schéma de la base de données',
  system: 'Système',
  running: 'En marche depuis',
  kept: 'Où tout est conservé',
  dataDir: 'Répertoire des données',
  size: 'Sa taille',
  licence: 'Licence',
  licenceText:
    'Apache License 2.0. Headwater ne demande aucun compte, et rien de ce qu’il sait ne quitte cet ordinateur de lui-même.',
  diagnostics: 'Diagnostic',
  diagnosticsText:
    'Un fichier à joindre quand vous demandez de l’aide : journaux, paramètres, versions, si la base de données est intacte et comment tout se porte. Les jetons, clés et mots de passe en sont retirés avant que vous ne le voyiez. Les adresses et les noms des nœuds et des flux y restent.',
  collect: 'Rassembler',
  collectAnew: 'Rassembler à nouveau',
  collectFailed: 'Le diagnostic n’a pas été rassemblé.',
  save: 'Enregistrer le fichier',
  saveFailed: 'Le fichier n’a pas été enregistré.',
  preview: (files) => `Ce qu’il contient : ${counted(files, 'fichier')}`,
  headOf: (name) => `Début de ${name}`,
  forOwners: 'Le diagnostic est réservé aux propriétaires.',
}
