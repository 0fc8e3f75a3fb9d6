import { beforeEach } from 'vitest'

/** When a run that has an end begins no more of the longest tests, in s since 1970 (`.ci/run` sets it); absent: it has none. */
const until = process.env.HEADWATER_TESTS_UNTIL

/** Whether tests with boxes may still begin. */
export const isTimeLeft = (): boolean => until === undefined || Date.now() / 1_000 < Number(until)

// As a set-up file of the suites with boxes: a run that is ended from outside says nothing of anything, one that leaves something out says of what.
beforeEach(({ skip }) => {
  if (!isTimeLeft()) skip('this run has no time left for it')
})
