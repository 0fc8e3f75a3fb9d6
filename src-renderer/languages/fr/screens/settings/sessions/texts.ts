import type { texts as english } from '../../../../../screens/settings/sessions/texts.ts'

export const texts: typeof english = {
  title: 'Sessions',
  failed: 'Les sessions n’ont pas pu être lues.',
  about:
    'Chaque navigateur connecté, de tout le monde. Une session à laquelle vous mettez fin est déconnectée à sa prochaine action ; la personne peut se connecter à nouveau. Pour tenir quelqu’un à l’écart, retirez l’opérateur.',
  list: 'Connectés maintenant',
}
