/**
 * A smaller input for which `holds` is true, as it is for the given one: stretches are left out, long ones first, as long as there is time.
 */
export async function shrink(
  input: Buffer,
  holds: (input: Buffer) => Promise<boolean>,
  goOn: () => boolean,
): Promise<Buffer> {
  let smallest = input
  for (let size = Math.ceil(input.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < smallest.length && goOn(); ) {
      const without = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + size)])
      if (await holds(without)) smallest = without
      else at += size
    }
  }
  return smallest
}
