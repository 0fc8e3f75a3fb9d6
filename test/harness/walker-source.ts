/**
 * Source for a page: `globalThis.walker`, what {@link walkByTab} asks at each step. A string, since this project's types know no DOM
 * outside the panel. React tells which elements answer a click, by the properties it keeps with each.
 */
export const WALKER_SOURCE = `(() => {
  const NATIVE = 'a[href], button, input, select, textarea, summary, video[controls], [role=button], [role=link], [role=tab], [role=switch], [role=checkbox], [role=radio], [contenteditable=true]'
  /** These have a listener of the library's own, and do nothing in a drawing that is only looked at. */
  const IDLE = 'label, .react-flow__handle:not(.connectable), .react-flow__edge:not(.selectable), .react-flow__pane'
  const propsOf = (one) => one[Object.keys(one).find((key) => key.startsWith('__reactProps$'))] ?? {}
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.closest('[aria-hidden=true], [inert]') === null
  const enabled = (one) => !one.matches(':disabled, [aria-disabled=true], [data-disabled=true]')
  /** What is seen of it: an input drawn by its label has no size of its own, or is transparent. */
  const seen = (one) => {
    const box = one.getBoundingClientRect()
    const drawn = one.matches('input[type=radio], input[type=checkbox], input[type=file]') && (box.width < 2 || getComputedStyle(one).opacity === '0')
    if (!drawn) return one
    return [...(one.labels ?? [])].find((label) => label.getBoundingClientRect().width > 2) ?? one.parentElement
  }
  const textOf = (one) => (one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? (one.textContent || one.title || one.name || '')).trim().replaceAll(/\\s+/g, ' ').slice(0, 50)
  const tell = (one) => one.tagName.toLowerCase() + (one.getAttribute('role') ? '[' + one.getAttribute('role') + ']' : '') + ' "' + textOf(one) + '"' +
    (textOf(one) === '' ? ' .' + String(one.getAttribute('class')).split(' ').slice(0, 3).join('.') : '')
  const pressables = () => [...document.body.querySelectorAll('*')].filter((one) =>
    (one.matches(NATIVE) || (typeof propsOf(one).onClick === 'function' && !one.matches(IDLE))) && one.type !== 'hidden' && shown(one) && enabled(one))
  const styleOf = (one, pseudo) => {
    const style = getComputedStyle(one, pseudo)
    const outline = style.outlineStyle === 'none' || style.outlineWidth === '0px' ? 'none' : style.outlineStyle + style.outlineWidth + style.outlineColor
    return [outline, style.boxShadow, style.backgroundColor, style.borderTopColor, style.stroke, style.textDecorationLine].join(';')
  }
  /** How it and what stands next to it are drawn: a ring may be around the box that holds it. */
  const lookOf = (one) => {
    const around = [one, one.parentElement, one.parentElement?.parentElement, seen(one), one.nextElementSibling, ...one.children].filter(Boolean)
    return around.map((part) => styleOf(part) + '|' + styleOf(part, '::after') + '|' + styleOf(part, '::before')).join(' / ')
  }
  const looks = new Map()
  const visited = []
  let atFirst = new Set()
  const landmark = (one) => one.closest('header, nav, main, footer, aside, section, [role=dialog]')
  const place = (one) => {
    const { left, right, top, bottom } = seen(one).getBoundingClientRect()
    return { left, right, top: top + scrollY, bottom: bottom + scrollY }
  }
  /** Entirely hidden by something else, or out of sight. */
  const hidden = (one) => {
    const box = seen(one).getBoundingClientRect()
    for (const x of [0.5, 0.1, 0.9])
      for (const y of [0.5, 0.15, 0.85]) {
        const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y)
        if (hit !== null && (seen(one).contains(hit) || one.contains(hit) || (hit.contains(seen(one)) && hit.closest('label, button, a') !== null))) return false
      }
    return true
  }
  /** Tabbed to as one, and moved within by the arrows. */
  const groupOf = (one) => one.matches('input[type=radio]') ? 'radio ' + one.name
    : one.closest('[role=tablist], [role=radiogroup], [role=toolbar], [role=menu], [role=listbox]')
  const back = (a, b) => {
    // What lies over a drawing has no place in its order.
    if (b.closest('.react-flow__panel') !== a.closest('.react-flow__panel')) return null
    const [from, to] = [place(a), place(b)]
    if (to.bottom <= from.top + 1 && to.left < from.right) return 'up'
    if (to.right <= from.left + 1 && Math.min(from.bottom, to.bottom) - Math.max(from.top, to.top) > 4) return 'left'
    return null
  }
  /** A link within a sentence, which may be as high as its line. */
  const inText = (one) => getComputedStyle(one).display.startsWith('inline') &&
    [...(one.parentElement?.childNodes ?? [])].some((part) => part.nodeType === 3 && part.textContent.trim().length > 1)
  const small = () => {
    const all = pressables().filter((one) => !one.matches('a[href="#content"]') && (one.matches(NATIVE))).map((one) => ({ one, box: seen(one).getBoundingClientRect() }))
    const isSmall = ({ box }) => box.width < 23.9 || box.height < 23.9
    const far = (a, b) => {
      const [x, y] = [a.box.left + a.box.width / 2, a.box.top + a.box.height / 2]
      if (isSmall(b)) return Math.hypot(x - b.box.left - b.box.width / 2, y - b.box.top - b.box.height / 2) >= 24
      return Math.hypot(Math.max(b.box.left - x, 0, x - b.box.right), Math.max(b.box.top - y, 0, y - b.box.bottom)) >= 12
    }
    return all.filter((target) => isSmall(target) && !inText(target.one) &&
      all.some((other) => other.one !== target.one && !other.one.contains(target.one) && !target.one.contains(other.one) && seen(other.one) !== seen(target.one) && !far(target, other)))
      .map(({ one, box }) => 'smaller than 24 pixels, with another within them: ' + tell(one) + ' ' + Math.round(box.width) + 'x' + Math.round(box.height))
  }
  globalThis.walker = {
    begin: () => {
      document.activeElement?.blur()
      scrollTo(0, 0)
      atFirst = new Set(pressables())
      for (const one of document.body.querySelectorAll('*')) if (one.matches(NATIVE + ', [tabindex]') || one.scrollHeight > one.clientHeight) looks.set(one, lookOf(one))
    },
    /** Findings about what has the focus now, and whether the walk is over. */
    step: async () => {
      const one = document.activeElement
      if (one === null || one === document.body || one === visited[0]) return { over: true, found: [] }
      const found = []
      const before = visited.at(-1)
      if (one === before && one.matches('video, iframe')) return { over: false, found }
      if (visited.includes(one)) return { over: true, found: ['the focus is held: back at ' + tell(one) + ' after ' + tell(before)] }
      visited.push(one)
      // A border that changes its colour takes a moment to.
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const moving = document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime < 1_000)
      await Promise.allSettled(moving.map((each) => each.finished))
      const was = looks.get(one)
      if (was !== undefined && was === lookOf(one)) found.push('nothing shows the focus: ' + tell(one))
      if (hidden(one)) found.push('the focus is hidden: ' + tell(one))
      if (before?.isConnected && landmark(before) === landmark(one)) {
        const way = back(before, one)
        if (way !== null) found.push('the focus goes back ' + way + ': from ' + tell(before) + ' to ' + tell(one))
      }
      return { over: false, found }
    },
    end: () => {
      const groups = new Set(visited.map(groupOf).filter(Boolean))
      const missed = pressables().filter((one) => !visited.includes(one) && !groups.has(groupOf(one)) &&
        // A click on what holds a reached one, or is held by one, does no more than that does.
        !visited.some((other) => other !== document.body && (other.contains(one) || one.contains(other))) &&
        !pressables().some((other) => other !== one && other.contains(one) && other.matches(NATIVE)))
      return [...missed.map((one) => 'a mouse can press what Tab does not reach: ' + tell(one)), ...small()]
    },
    stops: () => visited.length,
    /** Something to press came during the walk, perhaps where it had been already. */
    grew: () => pressables().some((one) => !atFirst.has(one) && !visited.includes(one)),
  }
})()`
