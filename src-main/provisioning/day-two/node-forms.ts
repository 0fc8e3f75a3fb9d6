import type { NodeForm } from '#contract/provisioning-run.ts'
import { shellWord } from '../read-script.ts'
import { CONTAINER_NAME, DATA_DIR } from '../steps/node-place.ts'
import { PROGRAM, PROGRAM_DIR, UNIT } from '../steps/service-place.ts'
import { stagingFunctions } from './staged-files.ts'

/** What is there of a node beside the one that runs, during a switch and after it. */
export interface NodePlaces {
  /** What serves. */
  readonly current: string
  /** What is brought beside it while it serves. */
  readonly next: string
  /** What served until the switch; kept until the new one has proven itself. */
  readonly previous: string
  /** What did not prove itself; kept for its logs. */
  readonly failed: string
}

export const places: Readonly<Record<NodeForm, NodePlaces>> = {
  container: placesOf(CONTAINER_NAME, '-'),
  service: placesOf(PROGRAM_DIR, '.'),
}

function placesOf(current: string, dash: string): NodePlaces {
  return {
    current,
    next: `${current}${dash}next`,
    previous: `${current}${dash}previous`,
    failed: `${current}${dash}failed`,
  }
}

/** Functions of a POSIX shell by which one script serves both forms. */
const verbs: Readonly<Record<NodeForm, string>> = {
  container: `has() { docker inspect --type container "$1" >/dev/null 2>&1; }
move() { docker rename "$1" "$2"; }
drop() { docker rm -f "$1" >/dev/null; }
stop() { docker stop -t 10 ${CONTAINER_NAME} >/dev/null; }
start() { own; docker start ${CONTAINER_NAME} >/dev/null; }
# The data are those of the user that the container runs as: root's where it opens a port below 1024.
own() {
  user=$(docker inspect --type container -f '{{.Config.User}}' ${CONTAINER_NAME})
  case $user in *[!0-9:]* | '') return 0 ;; esac
  [ -d ${DATA_DIR} ] && [ "$(stat -c %u:%g ${DATA_DIR})" != "$user" ] || return 0
  chown -R "$user" ${DATA_DIR}
}`,
  service: `has() { [ -e "$1" ]; }
move() { mv "$1" "$2"; }
drop() { rm -rf "$1"; }
stop() { systemctl stop ${UNIT}; }
start() { systemctl daemon-reload; systemctl reset-failed ${UNIT} 2>/dev/null || :; systemctl start ${UNIT}; }`,
}

/** A script of root's for a node of this form; it ends at the first command that fails. */
function scriptOf(form: NodeForm, body: (places: NodePlaces) => string): string {
  return `set -e\n${verbs[form]}\n${stagingFunctions(form)}\n${body(places[form])}\n`
}

/**
 * Stops what serves and starts what was brought beside it, under the same name and data, with the files that were staged (staged-files.ts).
 * Wherever it was broken off, it goes on there.
 */
export function switchScript(form: NodeForm): string {
  return scriptOf(
    form,
    ({ current, next, previous }) => `if has ${next}; then
  if has ${current}; then stop; move ${current} ${previous}; fi
  exchange
  move ${next} ${current}
elif staged; then
  stop
  exchange
fi
start`,
  )
}

/** Starts what served before the switch again; what was tried is kept, stopped, for its logs. Does nothing where nothing was switched. */
export function rollBackScript(form: NodeForm): string {
  return scriptOf(
    form,
    ({ current, next, previous, failed }) => `drop_staged
if has ${previous}; then
  if has ${current}; then
    stop
    if has ${failed}; then drop ${failed}; fi
    move ${current} ${failed}
  fi
  take_back
  move ${previous} ${current}
elif kept; then
  stop
  take_back
fi
if has ${next}; then drop ${next}; fi
start`,
  )
}

/** Removes what a switch has left. @param but what was brought for the next one already, and stays */
export function tidyScript(form: NodeForm, but: 'next' | 'nothing' = 'nothing'): string {
  return scriptOf(form, ({ next, previous, failed }) => {
    const left = but === 'next' ? [previous, failed] : [next, previous, failed]
    return `drop_kept\ndrop_staged\nfor left in ${left.join(' ')}; do if has "$left"; then drop "$left"; fi; done`
  })
}

export const restartScript: Readonly<Record<NodeForm, string>> = {
  container: `docker restart -t 10 ${CONTAINER_NAME} >/dev/null`,
  service: `systemctl reset-failed ${UNIT} 2>/dev/null || :\nsystemctl restart ${UNIT}`,
}

export const startScript: Readonly<Record<NodeForm, string>> = {
  container: `docker start ${CONTAINER_NAME} >/dev/null`,
  service: `systemctl reset-failed ${UNIT} 2>/dev/null || :\nsystemctl start ${UNIT}`,
}

/** Runs the node's own program on its data directory, as its user. @param words no secret may be among them */
export function programScript(form: NodeForm, words: readonly string[]): string {
  const given = words.map(shellWord).join(' ')
  return form === 'container'
    ? `exec docker exec -i ${CONTAINER_NAME} node /opt/headwater/main.js ${given}`
    : `command=$(command -v headwater-node || echo ${PROGRAM})\nexec "$command" ${given}`
}

/** Prints the end of the node's log. */
export function logScript(form: NodeForm, lines: number): string {
  return form === 'container'
    ? `docker logs --timestamps --tail ${lines} ${CONTAINER_NAME} 2>&1`
    : `journalctl --no-pager -o short-iso -n ${lines} -u ${UNIT} 2>&1`
}
