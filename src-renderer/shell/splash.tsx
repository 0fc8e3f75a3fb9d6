import { Logo } from './logo.tsx'
import { texts } from './texts.ts'

/** The same as index.html shows before the script is there, so that nothing jumps. */
export function Splash() {
  return (
    <div className="splash" role="status">
      <Logo size={44} />
      {texts.opening}
    </div>
  )
}
