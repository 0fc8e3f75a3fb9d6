/** Whether no object stands at two places, as references of AMF can make it: only such values can be written and read again as they are. */
export function isTree(values: readonly unknown[]): boolean {
  const seen = new Set<object>()
  const open: unknown[] = [...values]
  while (open.length > 0) {
    const value = open.pop()
    if (!(value instanceof Map || Array.isArray(value))) continue
    if (seen.has(value)) return false
    seen.add(value)
    for (const inner of value.values()) open.push(inner)
  }
  return true
}
