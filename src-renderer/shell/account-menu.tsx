import { ActionIcon, type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core'
import IconDeviceDesktop from '@tabler/icons-react/dist/esm/icons/IconDeviceDesktop.mjs'
import IconListCheck from '@tabler/icons-react/dist/esm/icons/IconListCheck.mjs'
import IconLogout from '@tabler/icons-react/dist/esm/icons/IconLogout.mjs'
import IconMoon from '@tabler/icons-react/dist/esm/icons/IconMoon.mjs'
import IconSun from '@tabler/icons-react/dist/esm/icons/IconSun.mjs'
import IconUser from '@tabler/icons-react/dist/esm/icons/IconUser.mjs'
import IconUserCog from '@tabler/icons-react/dist/esm/icons/IconUserCog.mjs'
import { Link } from 'react-router'
import { useSignOut } from '../data/commands.ts'
import { useCluster, useSession } from '../data/queries.ts'
import { LanguageItems } from './language-choice.tsx'
import { texts } from './texts.ts'

const schemes = [
  { value: 'auto', Icon: IconDeviceDesktop },
  { value: 'light', Icon: IconSun },
  { value: 'dark', Icon: IconMoon },
] as const

/** Who is signed in, the theme, signing out. */
export function AccountMenu() {
  const { data: session } = useSession()
  const { data: cluster } = useCluster()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const signOut = useSignOut()
  return (
    <Menu width={240}>
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" aria-label={texts.account}>
          <IconUser size={18} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {session !== undefined && (
          <Menu.Label>
            {(session.role === 'viewer' ? texts.signedInToLook : texts.signedInAs)(session.operator_name)}
          </Menu.Label>
        )}
        {session?.by === 'session' && (
          <Menu.Item component={Link} to="/account" leftSection={<IconUserCog size={16} aria-hidden="true" />}>
            {texts.yourAccount}
          </Menu.Item>
        )}
        {session?.role === 'owner' && session.by === 'session' && (
          <Menu.Item component={Link} to="/welcome" leftSection={<IconListCheck size={16} aria-hidden="true" />}>
            {texts.firstRun}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Label>{texts.theme}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}>
          {schemes.map(({ value, Icon }) => (
            <Menu.RadioItem key={value} value={value} rightSection={<Icon size={16} aria-hidden="true" />}>
              {texts.themes[value]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <LanguageItems />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden="true" />} onClick={() => signOut.mutate()}>
          {texts.signOut}
        </Menu.Item>
        {cluster !== undefined && <Menu.Label>{texts.originVersion(cluster.origin_version)}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  )
}
