import type { Figures } from './languages/figures.ts'

/** What the shell itself says in notifications. Titles and texts of alerts are the origin's, and stay as it says them. */
export const noticeTexts = ({ count, counted }: Figures) => ({
  wellUntil: (time: string) => `Well until ${time}.`,
  over: (title: string) => `Over: ${title}`,
  beganAt: (time: string) => `It began at ${time}.`,
  together: (all: number, raised: number, over: number) =>
    `${counted(all, 'alert', 'alerts')}: ${count(raised)} raised, ${count(over)} over`,
  more: (others: number) => `And ${count(others)} more`,

  newVersion: (version: string) => `Headwater ${version} is there`,
  newVersionText: 'See what it is about.',
  tryText: 'This is how it tells you of something.',
})
