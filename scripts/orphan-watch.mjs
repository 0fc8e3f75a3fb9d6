const lookEveryMs = 300

/**
 * npm and npx run a command through a shell and pass SIGTERM on to that shell, which dies of it and tells nobody: the
 * command would run on, unseen. So a command that was started this way looks whether its parent is still the same.
 *
 * @param {'start' | 'npx'} event under which npm started it (`npm_lifecycle_event`); anything else is left alone, so that a
 *   program put into the background on purpose stays there
 * @param {() => void} callback called once when the shell is gone
 */
export function onShellGone(event, callback) {
  if (process.env.npm_lifecycle_event !== event) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    callback()
  }, lookEveryMs)
  timer.unref()
}
