import classes from './state-mark.module.css'

/** What a state asks of the one who looks: nothing, attention, action; idle says that it is not at work. */
export type Tone = 'ok' | 'warn' | 'bad' | 'idle'

/** A state is told by shape as well as by colour: dot, ring, triangle, cross, chevron (draining), check (drained), diamond, dash, wave (flapping). */
export type MarkShape = 'dot' | 'ring' | 'triangle' | 'cross' | 'chevron' | 'check' | 'diamond' | 'dash' | 'wave'

const paths: Readonly<Record<MarkShape, React.ReactNode>> = {
  dot: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  ring: <circle cx="6" cy="6" r="3.6" fill="none" stroke="currentColor" strokeWidth="2" />,
  triangle: <path d="M6 1.4 11 10.4H1Z" fill="currentColor" />,
  cross: <path d="m2.6 2.6 6.8 6.8m0-6.8-6.8 6.8" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />,
  chevron: (
    <path
      d="M2 3 6 6.4 10 3M2 6.8l4 3.4 4-3.4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  check: (
    <path
      d="m1.8 6.4 2.9 3.2L10.4 3"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.3"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  wave: (
    <path
      d="M1 8.6 3.8 3.4 6 8.6 8.2 3.4 11 8.6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  diamond: <path d="M6 .9 11.1 6 6 11.1.9 6Z" fill="currentColor" />,
  dash: <path d="M2.4 6h7.2" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />,
}

/** The shape of a state, for the eye only; the text beside it says the same. */
export function StateMark({ shape, tone }: { readonly shape: MarkShape; readonly tone: Tone }) {
  return (
    <svg className={classes.mark} data-tone={tone} viewBox="0 0 12 12" aria-hidden="true">
      {paths[shape]}
    </svg>
  )
}

/** Shape, text and colour of a state, on its ground. */
export function StateBadge(props: {
  readonly shape: MarkShape
  readonly tone: Tone
  readonly children: string
  readonly quiet?: boolean
}) {
  return (
    <span className={classes.badge} data-tone={props.tone} data-quiet={props.quiet ?? false}>
      <StateMark shape={props.shape} tone={props.tone} />
      {props.children}
    </span>
  )
}
