import { dialog } from 'electron'
import type { Question } from './leaving.ts'

/** Asks in a window of the system's own, which no page can reach. True: the user wants to go on with it. */
export async function ask({ message, detail, keep, go }: Question): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message,
    detail,
    buttons: [keep, go],
    // Enter and Escape both do what is safe.
    defaultId: 0,
    cancelId: 0,
    // Windows would make links of the buttons.
    noLink: true,
  })
  return response === 1
}
