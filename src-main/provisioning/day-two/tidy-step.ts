import { say } from '#contract/sentence.ts'
import type { Step } from '../runs/step.ts'
import { mustRunAsRoot } from '../steps/box-command.ts'
import { nodeOnBox } from './found-node.ts'
import { places, tidyScript } from './node-forms.ts'

/** Name under which the image of before stays on the box, for a way back by hand. */
const PREVIOUS_IMAGE = 'headwater/node-runtime:previous'

const KEEP_PREVIOUS = `before=$(docker inspect --type container -f '{{.Image}}' ${places.container.previous} 2>/dev/null || :)
now=$(docker inspect --type container -f '{{.Image}}' ${places.container.current} 2>/dev/null || :)
[ -z "$before" ] || [ "$before" = "$now" ] || docker tag "$before" ${PREVIOUS_IMAGE}`

/** Images of the node that neither serve nor are the one before. Those that something else uses stay: docker sees to that. */
const DROP_OLDER = `keep="$(docker inspect --type container -f '{{.Image}}' ${places.container.current}) $(docker image inspect -f '{{.Id}}' ${PREVIOUS_IMAGE} 2>/dev/null || :)"
for image in $(docker images -q --no-trunc --filter label=org.headwater.component=node-runtime | sort -u); do
  case " $keep " in *" $image "*) ;; *) docker rmi "$image" >/dev/null 2>&1 || : ;; esac
done`

/** What served before goes; its image stays, one version back. */
export function tidyStep(): Step {
  return {
    id: 'tidy',
    title: 'Clean up',
    check: async ({ notes }) =>
      notes.get('switch.epoch') === undefined
        ? { state: 'skip', found: 'Nothing was left.' }
        : { state: 'to_do', found: 'What served before is removed.' },
    async apply(context, signal) {
      const { box } = context
      const { form } = await nodeOnBox(context, signal)
      const failure = {
        code: 'box_not_writable' as const,
        message: say`What served before on ${box.host} cannot be removed.`,
        hint: null,
      }
      const tidy = tidyScript(form)
      const script = form === 'container' ? `${KEEP_PREVIOUS}\n${tidy}\n${DROP_OLDER}` : tidy
      await mustRunAsRoot(box, script, failure, signal, { timeout_ms: 120_000 })
    },
    async verify(context, signal) {
      const { form } = await nodeOnBox(context, signal)
      return form === 'container' ? `An image of before stays as ${PREVIOUS_IMAGE}.` : 'What served before is gone.'
    },
  }
}
