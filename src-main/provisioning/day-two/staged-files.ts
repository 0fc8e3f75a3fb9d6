import type { NodeForm } from '#contract/provisioning-run.ts'
import { say } from '#contract/sentence.ts'
import type { Box } from '../box.ts'
import { mustRunAsRoot } from '../steps/box-command.ts'
import { CONFIG_DIR, SETTINGS_FILE } from '../steps/node-place.ts'
import { DROP_IN, MARKER_FILE, UNIT_FILE } from '../steps/service-place.ts'

/** A file of a box that a switch exchanges together with the program. */
type StagedFile = 'settings' | 'unit' | 'ports' | 'marker'

/** Where each is, and what it is called, with an ending, beside the settings: in a folder that systemd does not read. */
const files: Readonly<Record<StagedFile, { readonly place: string; readonly name: string }>> = {
  settings: { place: SETTINGS_FILE, name: 'headwater.yaml' },
  unit: { place: UNIT_FILE, name: 'headwater-node.service' },
  ports: { place: DROP_IN, name: 'ports.conf' },
  marker: { place: MARKER_FILE, name: 'installed' },
}
const byForm: Readonly<Record<NodeForm, readonly StagedFile[]>> = {
  container: ['settings'],
  service: ['settings', 'unit', 'ports', 'marker'],
}

const aside = (file: StagedFile) => `${CONFIG_DIR}/${files[file].name}`
/** What a file is to be from the switch on; an empty one: it is not to be there. */
export const nextOf = (file: StagedFile) => `${aside(file)}.next`

/**
 * Functions of a POSIX shell by which a switch exchanges files, and goes back: `staged` and `kept` say whether there is something to exchange or to
 * go back to, `exchange` and `take_back` do it, `drop_staged` and `drop_kept` forget it. Each may be broken off anywhere and be called again.
 */
export function stagingFunctions(form: NodeForm): string {
  const each = (verb: string) => byForm[form].map((file) => `  ${verb} ${files[file].place} ${aside(file)}`).join('\n')
  const any = (ending: string) => byForm[form].map((file) => `[ -e ${aside(file)}.${ending} ]`).join(' || ')
  const all = (ending: string) => byForm[form].map((file) => `${aside(file)}.${ending}`).join(' ')
  return `put() {
  if [ -s "$2" ]; then
    mkdir -p "$(dirname "$1")"
    if [ -e "$1" ]; then cp -p "$1" "$1.new"; else : > "$1.new"; chmod 644 "$1.new"; fi
    cat "$2" > "$1.new"
    mv "$1.new" "$1"
  else
    rm -f "$1"
    case "$1" in *.d/*) rmdir "$(dirname "$1")" 2>/dev/null || : ;; esac
  fi
  rm -f "$2"
}
exchange_one() {
  [ -e "$2.next" ] || return 0
  if [ ! -e "$2.previous" ]; then
    if [ -e "$1" ]; then cp -p "$1" "$2.previous.new"; else : > "$2.previous.new"; fi
    mv "$2.previous.new" "$2.previous"
  fi
  put "$1" "$2.next"
}
take_back_one() { [ ! -e "$2.previous" ] || put "$1" "$2.previous"; }
staged() { ${any('next')}; }
kept() { ${any('previous')}; }
exchange() {
${each('exchange_one')}
}
take_back() {
${each('take_back_one')}
}
drop_staged() { rm -f ${all('next')}; }
drop_kept() { rm -f ${all('previous')}; }`
}

/** Writes what a file is to be from the switch on, and changes nothing yet. @param text empty: it is not to be there */
export async function stage(box: Box, file: StagedFile, text: string, signal: AbortSignal): Promise<void> {
  const next = nextOf(file)
  // Readable by root alone: it may hold what the file itself, with its own rights, keeps to itself.
  const script = `set -e\numask 077\ncat > ${next}.new\nmv ${next}.new ${next}`
  await mustRunAsRoot(box, script, notStaged(box), signal, { stdin: text })
}

/** Stages the unit that a folder of a program holds, where it is another than the one that is installed. */
export async function stageUnit(box: Box, program_dir: string, signal: AbortSignal): Promise<void> {
  const { name, place } = files.unit
  const next = nextOf('unit')
  const script = `set -e
umask 077
[ -e ${place} ] && [ -e ${program_dir}/${name} ] || exit 0
! cmp -s ${program_dir}/${name} ${place} || exit 0
cp ${program_dir}/${name} ${next}.new
mv ${next}.new ${next}`
  await mustRunAsRoot(box, script, notStaged(box), signal)
}

function notStaged({ host }: Box) {
  return {
    code: 'box_not_writable' as const,
    message: say`${CONFIG_DIR} cannot be written on ${host}.`,
    hint: say`Is the disk full, or the file system read-only?`,
  }
}
