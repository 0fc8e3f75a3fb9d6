import { Surface } from '../../parts/surface.tsx'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** What comes of the form beside it, step by step, before anybody has filled it in. */
export function WhatHappens() {
  return (
    <Surface title={texts.whatTitle}>
      <ol className={classes.what}>
        {texts.what.map(({ title, text }) => (
          <li key={title}>
            <strong>{title}</strong>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </Surface>
  )
}
