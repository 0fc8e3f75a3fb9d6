import { INSTALLED_FORM_VARIABLE, type InstalledForm, installedFormSchema } from '#contract/node.ts'

/** How this program is installed, by what its container or its unit says of itself; nothing is guessed from the machine. */
export function installedForm(environment: Readonly<Record<string, string | undefined>> = process.env): InstalledForm {
  const said = installedFormSchema.safeParse(environment[INSTALLED_FORM_VARIABLE])
  return said.success ? said.data : 'by_hand'
}
