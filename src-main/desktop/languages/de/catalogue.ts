import { leavingTexts } from './leaving-texts.ts'
import { menuTexts } from './menu-texts.ts'
import { noticeTexts } from './notice-texts.ts'
import { originTexts } from './origin-texts.ts'
import { pageTexts } from './page-texts.ts'
import { trayTexts } from './tray-texts.ts'
import { updateTexts } from './update-texts.ts'

export const de = {
  leaving: leavingTexts,
  menu: menuTexts,
  notices: noticeTexts,
  origin: originTexts,
  pages: pageTexts,
  tray: trayTexts,
  updates: updateTexts,
}
