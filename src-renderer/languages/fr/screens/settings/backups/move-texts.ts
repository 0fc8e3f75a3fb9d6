import type { texts as english } from '../../../../../screens/settings/backups/move-texts.ts'

export const texts: typeof english = {
  title: 'Déménager sur un autre ordinateur',
  about:
    'Tout ce que garde cette origine va dans un seul fichier, scellé par une phrase secrète de votre choix ; avec lui, une origine neuve sur l’autre ordinateur devient celle-ci. Les nœuds suivent d’eux-mêmes, et les spectateurs ne remarquent rien. Les réglages de headwater.yaml ne sont pas dans le fichier : copiez-les aussi.',
  leave: 'Depuis cet ordinateur',
  leaveText:
    'Ce qui change ici à partir de maintenant n’est pas dans le fichier : arrêtez cette origine une fois qu’il est enregistré, puis importez le fichier là-bas.',
  passphrase: 'Phrase secrète',
  passphraseText: 'Au moins 12 caractères. Qui a le fichier et la phrase a tous les secrets du cluster.',
  next: 'Adresse de l’origine là-bas',
  nextText:
    'Les nœuds en sont informés, et s’y connectent quand plus personne ne répond ici. Laissez ce champ vide si l’adresse reste la même.',
  export: 'Enregistrer le fichier scellé',
  exportFailed: 'Rien n’a été enregistré.',
  exported: 'Le fichier scellé est enregistré. Arrêtez cette origine, puis importez-le sur l’autre ordinateur.',
  arrive: 'Vers cet ordinateur',
  arriveText:
    'Cette origine devient celle qui est dans le fichier. Ce qu’elle garde maintenant est mis de côté sur son disque.',
  file: 'Fichier scellé',
  fileNone: 'Choisir un fichier (.hwmove)',
  itsPassphrase: 'Phrase secrète du fichier',
  uploadFailed: 'Le fichier n’a pas été accepté.',
  look: 'Ouvrir le fichier',
  import: 'Devenir cette origine',
  importTitle: 'Devenir l’origine de ce fichier ?',
  importOf: (cluster, at, size) => `Il dit de lui-même : le cluster ${cluster}, en date du ${at}, ${size}.`,
  importAfter: [
    'L’origine s’arrête et redémarre en quelques secondes, en étant celle du fichier. Ce qui est ici maintenant est mis de côté.',
    'Vous restez connecté, comme son propriétaire ; tous les autres doivent se reconnecter.',
    'L’origine sur l’autre ordinateur ne doit plus tourner.',
  ],
  importFailed: 'Rien n’a été changé.',
  imported: 'Cet ordinateur est maintenant cette origine',
  restarting: 'L’origine redémarre',
  restartingText:
    'Le fichier s’est ouvert et il est valide. Cette fenêtre se ferme d’elle-même quand l’origine est de retour.',
}
