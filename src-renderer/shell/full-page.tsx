import type { ReactNode } from 'react'
import classes from './full-page.module.css'
import { LanguageField } from './language-choice.tsx'
import { Logo } from './logo.tsx'
import { texts } from './texts.ts'

/** A page outside the frame: before the session, or instead of it. */
export function FullPage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className={classes.page}>
      <title>{`${title} · ${texts.product}`}</title>
      <div className={classes.card}>
        <div className={classes.brand}>
          <Logo size={26} />
          {texts.product}
        </div>
        <h1 className={classes.title}>{title}</h1>
        {children}
      </div>
      <div className={classes.language}>
        <LanguageField />
      </div>
    </main>
  )
}
