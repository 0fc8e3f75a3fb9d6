import type { trayTexts as english } from '../../tray-texts.ts'

export const trayTexts: typeof english = ({ count, counted, numbered }) => ({
  health: { well: 'alles in Ordnung', attention: 'bitte ansehen', trouble: 'gestört', unknown: 'nicht bekannt' },
  headline: (name, health) => `${name}: ${health}`,
  headlineOn: (name, host, health) => `${name} auf ${host}: ${health}`,

  starting: 'Headwater startet',
  signedOut: 'Nach der Anmeldung ist zu sehen, wie es dem Cluster geht',
  noAnswer: 'Der Origin antwortet nicht',

  nodeOffline: (name) => `Knoten ${name} ist offline`,
  nodeSuspect: (name) => `Knoten ${name} ist verdächtig`,
  interrupted: (path) => `${path} ist unterbrochen`,
  diskFull: 'Der Datenträger des Origins ist voll oder fast voll',
  diskLow: 'Auf dem Datenträger des Origins ist wenig Platz',
  redisAway: 'Redis ist weg; der Origin arbeitet aus dem Speicher weiter',

  connected: (alive, nodes) => `${count(alive)} von ${counted(nodes, 'Knoten', 'Knoten')} verbunden`,
  noStream: 'Kein Stream live',
  live: (streams, viewers) =>
    `${counted(streams, 'Stream', 'Streams')} live, ${counted(viewers, 'Zuschauer', 'Zuschauer')}`,
  stream: (path, viewers) => `${path}: ${counted(viewers, 'Zuschauer', 'Zuschauer')}`,
  more: (others) => `und ${count(others)} weitere`,

  tipIdle: 'Headwater: alles in Ordnung, kein Stream live',
  tipLive: (streams) => `Headwater: alles in Ordnung, ${streams}`,
  tip: (problem) => `Headwater: ${problem}`,
  tipMore: (problem, others) => `Headwater: ${problem}, und ${count(others)} mehr`,

  open: 'Headwater öffnen',
  pauseFor: (hours) => `Alarme ${numbered(hours, 'eine Stunde', `${count(hours)} Stunden`)} anhalten`,
  resume: (until) => `Alarme wieder melden (angehalten bis ${until})`,
  chooseOrigin: 'Origin wählen …',
  startAtLogin: 'Bei der Anmeldung starten',
  keepRunning: 'Ohne Fenster weiterlaufen',
  quit: 'Headwater beenden',
})
