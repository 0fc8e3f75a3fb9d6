import { counted } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/account/texts.ts'

export const texts: typeof english = {
  title: 'Votre compte',
  failed: 'Votre compte n’a pas pu être lu.',
  notYours: 'Ce navigateur n’est celui d’aucun opérateur',
  notYoursText: 'Il a été admis à regarder, par un lien d’affichage mural. Les comptes sont à ceux qui se connectent.',

  who: 'Qui vous êtes',
  name: 'Nom',
  nameHint: 'Vous vous connectez avec lui, et il figure au journal d’activité à côté de ce que vous faites.',
  rename: 'Changer le nom',
  renameFailed: 'Le nom n’a pas été changé.',
  renamed: 'Votre nom a été changé',
  role: 'Rôle',
  roles: {
    owner: 'Propriétaire : peut tout, et décide qui d’autre le peut.',
    operator: 'Opérateur : pilote les nœuds et les flux.',
    viewer: 'Observateur : voit tout, ne change rien.',
  },

  password: 'Mot de passe',
  passwordNone: 'Vous n’en avez pas : pour l’instant, vous n’entrez que par des liens.',
  passwordSince: 'Choisi',
  newPassword: 'Nouveau mot de passe',
  passwordHint: (least) => `Au moins ${least} caractères ; quelques mots sans rapport entre eux conviennent bien.`,
  setPassword: 'Choisir le mot de passe',
  changePassword: 'Changer le mot de passe',
  passwordFailed: 'Le mot de passe n’a pas été enregistré.',
  passwordSet: (ended) =>
    ended === 0
      ? 'Votre mot de passe a été enregistré'
      : `Votre mot de passe a été enregistré ; ${counted(ended, 'autre session terminée', 'autres sessions terminées')}`,
  passwordEnds: 'Vos autres sessions prendront alors fin.',

  sessions: 'Où vous êtes connecté',
  sessionsFailed: 'Vos sessions n’ont pas pu être lues.',
  endOthers: 'Terminer toutes les autres',
  endOthersFailed: 'Les autres sessions n’ont pas été terminées.',
  othersEnded: (ended) => counted(ended, 'session terminée', 'sessions terminées'),
}
