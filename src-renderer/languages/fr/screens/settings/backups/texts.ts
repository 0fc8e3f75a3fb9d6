import { counted } from '../../../../../parts/format.ts'
import type { texts as english } from '../../../../../screens/settings/backups/texts.ts'

export const texts: typeof english = {
  title: 'Sauvegardes',
  failed: 'Les sauvegardes n’ont pas pu être lues.',
  about:
    'Une sauvegarde contient tout ce que garde l’origine : nœuds, opérateurs, règles, clés et journal d’activité. L’origine en crée une d’elle-même de temps en temps et avant chaque mise à niveau de sa base de données. Gardez-en une sur une autre machine : téléchargez-la.',
  make: 'Sauvegarder maintenant',
  makeFailed: 'Aucune sauvegarde n’a été créée.',
  made: (size) => `Une sauvegarde de ${size} a été créée et vérifiée`,
  list: 'Conservées sur l’origine',
  count: (backups) => counted(backups, 'sauvegarde'),
  caption: 'Sauvegardes, les plus récentes d’abord',
  columns: { made: 'Créée', name: 'Fichier', size: 'Taille', actions: 'Actions' },
  download: 'Télécharger',
  downloadFailed: 'La sauvegarde n’a pas été récupérée.',
  downloadOf: (name) => `Télécharger ${name}`,
  restore: 'Restaurer',
  restoreOf: (name) => `Restaurer ${name}`,
  restoreTitle: (at) => `Revenir au ${at} ?`,
  restoreEffect: {
    beforeAge: 'La sauvegarde prend la place de ce que l’origine garde maintenant. Elle a été créée',
    afterAge: '.',
  },
  nothingLost: 'Rien n’a changé depuis, autant qu’on puisse en juger.',
  lostTitle: 'Ce qui est venu après est perdu',
  lostNodes: (names) =>
    `${counted(names.length, 'nœud arrivé depuis', 'nœuds arrivés depuis')} : ${names.join(', ')}. ${names.length === 1 ? 'Il devra' : 'Ils devront'} rejoindre à nouveau le cluster.`,
  lostPolicies: (patterns) =>
    `${counted(patterns.length, 'règle de flux créée ou modifiée depuis', 'règles de flux créées ou modifiées depuis')} : ${patterns.join(', ')}.`,
  lostActs: (acts, more) =>
    more ? `Plus de ${counted(acts, 'changement')}, dont les derniers :` : `${counted(acts, 'changement')} :`,
  andMore: (acts) => `et ${counted(acts, 'changement')} avant`,
  restoreAfter: [
    'L’origine s’arrête et redémarre en quelques secondes. Les flux continuent, et les nœuds reviennent d’eux-mêmes.',
    'Vous restez connecté ici ; tous les autres doivent se reconnecter. Ce qui a été révoqué ou retiré depuis le reste.',
    'Ce qui est là maintenant est mis de côté sur le disque de l’origine, et le journal d’activité dit ce qui manque.',
  ],
  restoreFailed: 'Rien n’a été restauré.',
  restarting: 'L’origine redémarre',
  restartingText:
    'La sauvegarde est valide et elle est mise en place. Cette fenêtre se ferme d’elle-même quand l’origine est de retour.',
  restored: (at) => `L’origine est de retour, en date du ${at}`,
  none: 'Pas encore de sauvegarde',
  noneText:
    'L’origine en créera bientôt une d’elle-même. Créez-en une maintenant si vous êtes sur le point de changer quelque chose.',
}
