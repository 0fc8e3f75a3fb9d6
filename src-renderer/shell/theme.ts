import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from '@mantine/core'
import { texts } from './texts.ts'
import { texts as themeTexts } from './theme-texts.ts'

// Colour means something here: the frame is ink on paper, and only what lives, needs attention or is lost has a hue.
const ink: MantineColorsTuple = [
  ...(['#eef3f2', '#dfe6e4', '#c5d0cd', '#a5b3b0', '#81908d'] as const),
  ...(['#66756f', '#4c5b58', '#384644', '#25312f', '#15201e'] as const),
]
const flow: MantineColorsTuple = [
  ...(['#e3f5f1', '#c9ebe3', '#98dbcd', '#6fd0bd', '#45cdb4'] as const),
  ...(['#1d9f8a', '#0b7a68', '#096757', '#075246', '#053c33'] as const),
]
const amber: MantineColorsTuple = [
  ...(['#fdf3e0', '#fae5c0', '#f6cf8c', '#f0b35a', '#e39b33'] as const),
  ...(['#c07a14', '#8f5600', '#794800', '#5f3900', '#442900'] as const),
]
const coral: MantineColorsTuple = [
  ...(['#fdecea', '#fad6d2', '#f6b3ab', '#ff9a8b', '#f47765'] as const),
  ...(['#d9503f', '#b3261e', '#991f18', '#7a1812', '#57110d'] as const),
]
const dark: MantineColorsTuple = [
  ...(['#e3ebe9', '#bac7c4', '#98a8a5', '#74837f', '#46534f'] as const),
  ...(['#2c3837', '#1d2728', '#141c1d', '#0b1112', '#070b0c'] as const),
]

export const theme = createTheme({
  colors: { ink, flow, amber, coral, dark, gray: ink },
  primaryColor: 'ink',
  primaryShade: { light: 9, dark: 0 },
  autoContrast: true,
  black: '#15201e',
  fontFamily:
    '"Inter Variable", Inter, "SF Pro Text", "Segoe UI Variable Text", "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Code", "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input)
    // Mantine finds the contrast once for both schemes, but ink turns from dark to light.
    const filled_ink = input.variant === 'filled' && (input.color === undefined || input.color === 'ink')
    return filled_ink ? { ...colors, color: 'var(--hw-on-ink)' } : colors
  },
  cursorType: 'pointer',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: false, events: { hover: true, focus: true, touch: false } } },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 }, transitionProps: { duration: 120 } },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': texts.dismiss } } },
    PasswordInput: {
      defaultProps: {
        visibilityToggleFocusable: true,
        visibilityToggleButtonProps: { 'aria-label': themeTexts.showTyped },
      },
    },
    Checkbox: { defaultProps: { iconColor: 'var(--hw-on-ink)' } },
    Radio: { defaultProps: { iconColor: 'var(--hw-on-ink)' } },
    Menu: {
      defaultProps: { shadow: 'md', position: 'bottom-end', withInitialFocusPlaceholder: false, returnFocus: true },
    },
    Anchor: { defaultProps: { underline: 'hover' } },
  },
})

/** The panel's own variables beside Mantine's; `--hw-*` is what the style sheets of the panel use. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#15201e',
    '--mantine-color-dimmed': '#566461',
    '--mantine-color-placeholder': '#66736f',
    '--mantine-color-default-border': '#cfd8d5',
    '--mantine-color-anchor': '#15201e',
    '--mantine-color-error': '#b3261e',
    '--hw-on-ink': '#ffffff',
    '--hw-ground': '#f3f6f5',
    '--hw-surface': '#ffffff',
    '--hw-raised': '#f7f9f8',
    '--hw-hover': '#eef3f1',
    '--hw-line': '#dde5e2',
    '--hw-line-strong': '#c2cdc9',
    '--hw-ok': '#0b7465',
    '--hw-ok-ground': '#e1f3ef',
    '--hw-warn': '#875100',
    '--hw-warn-ground': '#fdf1dc',
    '--hw-bad': '#b3261e',
    '--hw-bad-ground': '#fdeae8',
    '--hw-idle': '#56635f',
    '--hw-idle-ground': '#ebf0ee',
    '--hw-flow': '#159680',
    '--hw-shadow': '0 1px 2px rgb(21 32 30 / 5%)',
  },
  dark: {
    '--mantine-color-body': '#141c1d',
    '--mantine-color-text': '#e3ebe9',
    '--mantine-color-dimmed': '#98a8a5',
    '--mantine-color-placeholder': '#879693',
    '--mantine-color-default': '#1a2324',
    '--mantine-color-default-hover': '#212c2d',
    '--mantine-color-default-border': '#36433f',
    '--mantine-color-anchor': '#e3ebe9',
    '--mantine-color-error': '#ff9a8b',
    '--hw-on-ink': '#0b1112',
    '--hw-ground': '#0b1112',
    '--hw-surface': '#12191a',
    '--hw-raised': '#182122',
    '--hw-hover': '#1b2526',
    '--hw-line': '#232e2f',
    '--hw-line-strong': '#3a4746',
    '--hw-ok': '#53d3bb',
    '--hw-ok-ground': '#0f2b27',
    '--hw-warn': '#f0b35a',
    '--hw-warn-ground': '#2d210f',
    '--hw-bad': '#ff9a8b',
    '--hw-bad-ground': '#331714',
    '--hw-idle': '#98a8a5',
    '--hw-idle-ground': '#1d2728',
    '--hw-flow': '#45cdb4',
    '--hw-shadow': 'none',
  },
})
