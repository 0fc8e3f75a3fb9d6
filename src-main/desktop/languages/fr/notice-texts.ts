import type { noticeTexts as english } from '../../notice-texts.ts'

export const noticeTexts: typeof english = ({ counted }) => ({
  wellUntil: (time) => `Tout allait bien jusqu’à ${time}.`,
  over: (title) => `Terminé : ${title}`,
  beganAt: (time) => `Cela a commencé à ${time}.`,
  together: (all, raised, over) =>
    `${counted(all, 'alerte', 'alertes')} : ${counted(raised, 'nouvelle', 'nouvelles')}, ${counted(over, 'terminée', 'terminées')}`,
  more: (others) => `Et ${counted(others, 'autre', 'autres')}`,

  newVersion: (version) => `Headwater ${version} est là`,
  newVersionText: 'Voir de quoi il s’agit.',
  tryText: 'C’est ainsi que Headwater prévient.',
})
