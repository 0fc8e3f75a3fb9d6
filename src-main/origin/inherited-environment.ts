/** An environment without settings of ours: what is meant for the origin is not meant for the node beside it. */
export function inheritedEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('HEADWATER_')))
}
