import type { noticeTexts as english } from '../../notice-texts.ts'

export const noticeTexts: typeof english = ({ count, counted }) => ({
  wellUntil: (time) => `In Ordnung bis ${time}.`,
  over: (title) => `Vorbei: ${title}`,
  beganAt: (time) => `Es begann um ${time}.`,
  together: (all, raised, over) => `${counted(all, 'Alarm', 'Alarme')}: ${count(raised)} neu, ${count(over)} vorbei`,
  more: (others) => `Und ${count(others)} mehr`,

  newVersion: (version) => `Headwater ${version} ist da`,
  newVersionText: 'Hier steht, worum es geht.',
  tryText: 'So meldet es sich, wenn etwas ist.',
})
