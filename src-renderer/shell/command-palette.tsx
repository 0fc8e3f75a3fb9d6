import '@mantine/spotlight/styles.css'
import { useMantineColorScheme } from '@mantine/core'
import { createSpotlight, Spotlight, type SpotlightActionGroupData, useSpotlight } from '@mantine/spotlight'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { type Language, languageNames } from '#contract/language.ts'
import { useSignOut } from '../data/commands.ts'
import { useStale } from '../data/live-context.tsx'
import { useCanSteer, useNodes, useRole, useStreams } from '../data/queries.ts'
import { chooseLanguage, currentLanguage } from '../languages/language.ts'
import { useOpenDialog } from '../parts/dialogs/dialog-context.ts'
import { livenessLook, modeLook } from '../parts/node-state.ts'
import { isAtLeast } from '../parts/roles.ts'
import { texts as shared } from '../parts/texts.ts'
import { sections } from '../screens/settings/sections.ts'
import { KeysOverview, useQuestionMark } from './keys-overview.tsx'
import { useSingleKeys } from './single-keys.ts'
import { texts } from './texts.ts'

const [store, actions] = createSpotlight()
/** Opens and closes the palette. */
export const palette = actions

/** Everything reachable by its name: screens, nodes, streams, and what can be done with them. */
export default function CommandPalette() {
  const [keysShown, setKeysShown] = useState(false)
  const [showKeys] = useState(() => () => setKeysShown(true))
  const singleKeys = useSingleKeys()
  useQuestionMark(showKeys)
  const groups = [
    useScreens(),
    useOwnActions(showKeys),
    useNodeEntries(),
    useStreamEntries(),
    useSteeringActions(),
  ].filter(({ actions: entries }) => entries.length > 0)
  return (
    <>
      <Spotlight
        store={store}
        actions={groups}
        shortcut={singleKeys ? ['mod + K', '/'] : 'mod + K'}
        limit={40}
        overlayProps={{ backgroundOpacity: 0.45, blur: 0 }}
        scrollable
        maxHeight={420}
        nothingFound={texts.paletteEmpty}
        searchProps={{
          leftSection: <IconSearch size={18} aria-hidden="true" />,
          placeholder: texts.palettePlaceholder,
          'aria-label': texts.search,
        }}
      />
      <KeysOverview opened={keysShown} onClose={() => setKeysShown(false)} />
    </>
  )
}

/** Nodes and streams that can be found: none while the palette is shut, since thousands of entries would be made at every event. */
function useListsWhileOpen() {
  const { opened } = useSpotlight(store)
  const { data: nodes = [] } = useNodes({ subscribed: opened })
  const { data: streams = [] } = useStreams({ subscribed: opened })
  return opened ? { nodes, streams } : { nodes: [], streams: [] }
}

function useScreens(): SpotlightActionGroupData {
  const role = useRole()
  const navigate = useNavigate()
  const to = (id: string, label: string, path: string) => ({ id, label, onClick: () => navigate(path) })
  return {
    group: texts.paletteGo,
    actions: [
      to('overview', texts.screens.overview, '/'),
      to('nodes', texts.screens.nodes, '/nodes'),
      to('rolling-drains', texts.rollingDrains, '/nodes/rolling-drains'),
      to('runs', texts.runs, '/runs'),
      to('streams', texts.screens.streams, '/streams'),
      to('stream-policies', texts.streamPolicies, '/streams/policies'),
      to('activity', texts.screens.activity, '/activity'),
      to('account', texts.yourAccount, '/account'),
      to('settings', texts.screens.settings, '/settings'),
      ...(role === 'owner' ? [to('welcome', texts.firstRun, '/welcome')] : []),
      ...sections
        .filter(({ least }) => isAtLeast(role, least))
        .map(({ path, label }) => to(`settings ${path}`, texts.settingsSection(label), `/settings/${path}`)),
    ],
  }
}

function useNodeEntries(): SpotlightActionGroupData {
  const navigate = useNavigate()
  const stale = useStale()
  const { nodes } = useListsWhileOpen()
  return {
    group: texts.paletteNodes,
    actions: nodes.map((node) => ({
      id: `node ${node.id}`,
      label: node.name,
      description: [livenessLook(node.liveness, stale).word, modeLook(node.mode)?.word, node.region]
        .filter(Boolean)
        .join(', '),
      onClick: () => navigate(`/nodes/${node.id}`),
    })),
  }
}

function useStreamEntries(): SpotlightActionGroupData {
  const navigate = useNavigate()
  const { streams } = useListsWhileOpen()
  return {
    group: texts.paletteStreams,
    actions: streams.map(({ stream_path, subscribers }) => ({
      id: `stream ${stream_path}`,
      label: stream_path,
      description: shared.viewers(subscribers),
      onClick: () => navigate(`/streams/${stream_path}`),
    })),
  }
}

/** What concerns nobody but the operator, and the one thing that everybody begins with. */
function useOwnActions(showKeys: () => void): SpotlightActionGroupData {
  const navigate = useNavigate()
  const signOut = useSignOut()
  const canSteer = useCanSteer()
  const { setColorScheme } = useMantineColorScheme()
  const themes = (['auto', 'light', 'dark'] as const).map((scheme) => ({
    id: `theme ${scheme}`,
    label: texts.paletteTheme(texts.themes[scheme]),
    onClick: () => setColorScheme(scheme),
  }))
  const languages = Object.entries(languageNames)
    .filter(([language]) => language !== currentLanguage())
    .map(([language, name]) => ({
      id: `language ${language}`,
      label: texts.paletteLanguage(name),
      onClick: () => chooseLanguage(language as Language),
    }))
  const add = { id: 'add-node', label: texts.addNode, onClick: () => navigate('/nodes/add') }
  return {
    group: texts.paletteDo,
    actions: [
      ...(canSteer ? [add] : []),
      ...themes,
      ...languages,
      { id: 'keys', label: texts.keys, onClick: showKeys },
      { id: 'sign-out', label: texts.signOut, onClick: () => signOut.mutate() },
    ],
  }
}

/** What changes the cluster: last, so that Enter never does more than go somewhere unless it was named. */
function useSteeringActions(): SpotlightActionGroupData {
  const open = useOpenDialog()
  const canSteer = useCanSteer()
  const { nodes, streams } = useListsWhileOpen()
  const ofNodes = nodes.map(({ id, name, mode }) =>
    mode.value === 'normal'
      ? { id: `drain ${id}`, label: texts.paletteDrain(name), onClick: () => open({ kind: 'drain-node', node_id: id }) }
      : {
          id: `resume ${id}`,
          label: texts.paletteResume(name),
          onClick: () => open({ kind: 'resume-node', node_id: id }),
        },
  )
  const ofStreams = streams.map(({ stream_path }) => ({
    id: `end ${stream_path}`,
    label: texts.paletteEnd(stream_path),
    onClick: () => open({ kind: 'end-stream', stream_path }),
  }))
  const rolling = {
    id: 'rolling-drain',
    label: texts.startRollingDrain,
    onClick: () => open({ kind: 'rolling-drain' }),
  }
  return { group: texts.paletteSteer, actions: canSteer ? [rolling, ...ofNodes, ...ofStreams] : [] }
}
