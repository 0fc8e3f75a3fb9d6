import { Button } from '@mantine/core'
import type { Diagnostics } from '#contract/about.ts'
import { useCollectDiagnostics, useSaveDiagnostics } from '../../../data/about.ts'
import { useRole } from '../../../data/queries.ts'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { formatBytes } from '../../../parts/format.ts'
import { Surface } from '../../../parts/surface.tsx'
import classes from './origin.module.css'
import { texts } from './origin-texts.ts'

/** One file to send when asking for help, looked at before it is saved; and under which licence all this is. */
export function DiagnosticsPart() {
  const is_owner = useRole() === 'owner'
  return (
    <>
      <Surface title={texts.diagnostics}>
        {is_owner ? <Collecting /> : <p className={classes.text}>{texts.forOwners}</p>}
      </Surface>
      <Surface title={texts.licence}>
        <p className={classes.text}>{texts.licenceText}</p>
      </Surface>
    </>
  )
}

function Collecting() {
  const collect = useCollectDiagnostics()
  const save = useSaveDiagnostics()
  const found = collect.data
  return (
    <div className={classes.body}>
      <p className={classes.text}>{texts.diagnosticsText}</p>
      <div className={classes.actions}>
        <Button
          variant={found === undefined ? 'filled' : 'default'}
          loading={collect.isPending}
          onClick={() => collect.mutate()}
        >
          {found === undefined ? texts.collect : texts.collectAnew}
        </Button>
        {found !== undefined && (
          <Button loading={save.isPending} onClick={() => save.mutate(found)}>
            {texts.save}
          </Button>
        )}
      </div>
      {collect.error !== null && <FailureNotice title={texts.collectFailed} error={collect.error} />}
      {save.error !== null && <FailureNotice title={texts.saveFailed} error={save.error} />}
      {found !== undefined && <Preview files={found.files} />}
    </div>
  )
}

function Preview({ files }: Pick<Diagnostics, 'files'>) {
  return (
    <section className={classes.body} aria-labelledby="diagnostics-preview">
      <h3 id="diagnostics-preview" className={classes.text}>
        {texts.preview(files.length)}
      </h3>
      <ul className={classes.files}>
        {files.map(({ name, what, bytes, head }) => (
          <li key={name}>
            <details className={classes.file}>
              <summary>
                <span className={classes.name}>{name}</span>
                <span className={classes.what} lang="en">
                  {what}
                </span>
                <span className={classes.size}>{formatBytes(bytes)}</span>
              </summary>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be scrolled by keyboard, too */}
              <section className={classes.head} tabIndex={0} aria-label={texts.headOf(name)}>
                <pre className={classes.lines}>{head}</pre>
              </section>
            </details>
          </li>
        ))}
      </ul>
    </section>
  )
}
