/** A version that no origin has. */
export const OLD = '0.0.1'
/** What a node that is a service says of how it was installed. */
export const INSTALLED = '/etc/headwater-node/installed'

/** Script that makes of the program on a box one of an older version, as its note says it, too. @param version which it is */
export function makeOld(version: string): string {
  return `set -e
for file in $(grep -rlF '"${version}"' /opt/headwater-node --include='*.js' --include='*.mjs'); do sed -i 's/"${version}"/"${OLD}"/g' "$file"; done
sed -i 's/^version=.*/version=${OLD}/; s/^sha256=.*/sha256=${'0'.repeat(64)}/' ${INSTALLED}
systemctl restart headwater-node`
}

/** Script that puts a version beside the one that serves which does not come up, as if it had been brought. */
export function breakNext(version: string): string {
  return `set -e
cp -a /opt/headwater-node /opt/headwater-node.next
printf '#!/bin/sh\\necho no such module >&2\\nexit 3\\n' > /opt/headwater-node.next/bin/headwater-node
touch /opt/headwater-node.next/.whole-${version}`
}
