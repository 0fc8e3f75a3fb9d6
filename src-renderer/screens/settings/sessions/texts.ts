import { inLanguage } from '../../../languages/catalogue.ts'

/** Every text of the section about sessions. */
export const texts = inLanguage('screens/settings/sessions/texts', {
  title: 'Sessions',
  failed: 'The sessions could not be read.',
  about:
    'Every browser that is signed in, of everybody. A session that you end is signed out at its next step; whoever sits there may sign in again. To keep somebody out, remove the operator.',
  list: 'Signed in now',
})
