import type { SentenceTexts } from '../../../../parts/origin/sentences.ts'

export const texts: SentenceTexts = {
  words: {
    'The new version': 'Die neue Version',
    'The node with other settings': 'Der Knoten mit anderen Einstellungen',
    'its program ends again and again': 'sein Programm endet immer wieder',
    alive: 'lebendig',
    suspect: 'verdächtig',
    offline: 'offline',
    joining: 'am Beitreten',
    left: 'gegangen',
  },
  sentences: {
    'Could not be looked at. {0}': 'Konnte nicht angesehen werden. {0}',
    'Switch time synchronisation on: sudo timedatectl set-ntp true (or install chrony), then check again.':
      'Schalten Sie die Zeitsynchronisation ein: sudo timedatectl set-ntp true (oder installieren Sie chrony), und prüfen Sie dann erneut.',
    'The box does not say what time it is.': 'Die Maschine sagt nicht, wie spät es ist.',
    'Agrees with the clock here.': 'Stimmt mit der Uhr hier überein.',
    '{0} ahead of the clock here.': '{0} vor der Uhr hier.',
    '{0} behind the clock here.': '{0} hinter der Uhr hier.',
    'Tokens and certificates fail otherwise.': 'Sonst versagen Token und Zertifikate.',
    '{0} s': '{0} s',
    '{0} minutes': '{0} Minuten',
    '{0} hours': '{0} Stunden',
    '{0} days': '{0} Tage',
    'The box does not say how much disk space is free.': 'Die Maschine sagt nicht, wie viel Speicherplatz frei ist.',
    'Look for yourself: df -h / /var/lib': 'Sehen Sie selbst nach: df -h / /var/lib',
    'Make room (sudo apt-get clean; docker image prune) or enlarge the disk.':
      'Schaffen Sie Platz (sudo apt-get clean; docker image prune), oder vergrößern Sie die Platte.',
    'The node’s image takes {0}, and {1} leave room to unpack it and for the one before it.':
      'Das Image des Knotens braucht {0}; mit {1} ist auch Platz, es auszupacken und das vorige zu behalten.',
    'The node takes {0}, and {1} leave room to unpack it and for the one before it.':
      'Der Knoten braucht {0}; mit {1} ist auch Platz, ihn auszupacken und den vorigen zu behalten.',
    'At least {0} are needed there.': 'Dort werden mindestens {0} gebraucht.',
    'Only {0}.': 'Nur {0}.',
    'With less than {0}, updates and logs may fill it.':
      'Mit weniger als {0} können Aktualisierungen und Protokolle sie füllen.',
    '{0} of {1} free on {2}': '{0} von {1} frei auf {2}',
    'The docker command there is Podman’s stand-in.': 'Der Befehl docker dort ist der Ersatz von Podman.',
    'Headwater needs Docker itself. On Debian: sudo apt-get remove podman-docker && sudo apt-get install -y docker.io':
      'Headwater braucht Docker selbst. Unter Debian: sudo apt-get remove podman-docker && sudo apt-get install -y docker.io',
    'Docker was installed as a snap, which keeps it from files it needs.':
      'Docker wurde als Snap installiert und kommt so nicht an Dateien, die es braucht.',
    'Replace it: sudo snap remove docker && sudo apt-get update && sudo apt-get install -y docker.io':
      'Ersetzen Sie es: sudo snap remove docker && sudo apt-get update && sudo apt-get install -y docker.io',
    'Docker is there, but user {0} may not use it.': 'Docker ist da, aber der Benutzer {0} darf es nicht verwenden.',
    '{0} was put into the group docker, and this login is older than that: log out and in again.':
      '{0} kam in die Gruppe docker, und diese Anmeldung ist älter: Melden Sie sich ab und wieder an.',
    'Allow it (this equals root’s rights): sudo usermod -aG docker {0}. Or log in as a user with sudo.':
      'Erlauben Sie es (das kommt den Rechten von root gleich): sudo usermod -aG docker {0}. Oder melden Sie sich als Benutzer mit sudo an.',
    'Docker is installed, but its engine does not answer: {0}':
      'Docker ist installiert, aber seine Engine antwortet nicht: {0}',
    'Docker is installed, but its engine does not answer.':
      'Docker ist installiert, aber seine Engine antwortet nicht.',
    'Mend it, then look again: sudo systemctl status docker; sudo journalctl -u docker -n 50':
      'Bringen Sie es in Ordnung, und sehen Sie dann noch einmal nach: sudo systemctl status docker; sudo journalctl -u docker -n 50',
    'Start it: sudo systemctl enable --now docker': 'Starten Sie sie: sudo systemctl enable --now docker',
    'Docker is not installed.': 'Docker ist nicht installiert.',
    'On Debian or Ubuntu: sudo apt-get update && sudo apt-get install -y docker.io. Without Docker, a node can run as a systemd service.':
      'Unter Debian oder Ubuntu: sudo apt-get update && sudo apt-get install -y docker.io. Ohne Docker kann ein Knoten als Dienst von systemd laufen.',
    '{0} is too old.': '{0} ist zu alt.',
    'Docker 20.10 (API {0}) or newer is needed. Update it while nothing on the box depends on it.':
      'Gebraucht wird Docker 20.10 (API {0}) oder neuer. Aktualisieren Sie es, während nichts auf der Maschine davon abhängt.',
    '{0}, used through sudo.': '{0}, über sudo verwendet.',
    '{0} runs, but the SSH server does not forward its socket.':
      '{0} läuft, aber der SSH-Server leitet seinen Socket nicht weiter.',
    '{0} runs, but the SSH server does not forward its socket: {1}':
      '{0} läuft, aber der SSH-Server leitet seinen Socket nicht weiter: {1}',
    'It works by a slower way. Faster: AllowStreamLocalForwarding yes in the box’s /etc/ssh/sshd_config, then sudo systemctl reload ssh.':
      'Es geht auf einem langsameren Weg. Schneller: AllowStreamLocalForwarding yes in /etc/ssh/sshd_config der Maschine, dann sudo systemctl reload ssh.',
    'Not looked at: it takes administrator’s rights.': 'Nicht angesehen: Dafür braucht es Administratorrechte.',
    'Log in as root, or as a user who may use sudo.':
      'Melden Sie sich als root an oder als Benutzer, der sudo verwenden darf.',
    'Nothing is filtered on the box itself.': 'Auf der Maschine selbst wird nichts gefiltert.',
    '{0} is active and lets the node’s ports in.': '{0} ist aktiv und lässt die Ports des Knotens herein.',
    'It holds for the node, which uses the box’s own network; ports that other containers publish pass by it.':
      'Das gilt für den Knoten, der das Netz der Maschine selbst nutzt; Ports, die andere Container veröffentlichen, gehen daran vorbei.',
    'A rule of {0} refuses {1}.': 'Eine Regel von {0} weist {1} ab.',
    'Nobody else would reach the node there, and Headwater leaves that rule alone. Take it away (sudo ufw status numbered; sudo ufw delete NUMBER), or give the node other ports.':
      'Dort erreichte niemand sonst den Knoten, und Headwater rührt diese Regel nicht an. Nehmen Sie sie weg (sudo ufw status numbered; sudo ufw delete NUMMER), oder geben Sie dem Knoten andere Ports.',
    'Let {0} in, in the rules of the box (nft list ruleset; /etc/nftables.conf)':
      'Lassen Sie {0} in den Regeln der Maschine herein (nft list ruleset; /etc/nftables.conf)',
    '{0} is active and keeps out {1}.': '{0} ist aktiv und hält {1} draußen.',
    '{0} is active and seems to keep out {1}.': '{0} ist aktiv und hält offenbar {1} draußen.',
    'Nobody else would reach the node. {0}. Or let Headwater open them when it adds the node. A provider’s own firewall comes on top.':
      'Niemand sonst erreichte den Knoten. {0}. Oder lassen Sie Headwater sie öffnen, wenn es den Knoten hinzufügt. Eine Firewall des Anbieters kommt noch dazu.',
    'Open the node’s ports': 'Die Ports des Knotens öffnen',
    'Not looked at: the box is reached through another machine. Name its outside address (advertise address) to have it tried.':
      'Nicht angesehen: Die Maschine wird über eine andere erreicht. Nennen Sie ihre Adresse von außen (angekündigte Adresse), damit es versucht wird.',
    'Not looked at: nothing on the box can listen for a try (perl).':
      'Nicht angesehen: Auf der Maschine kann nichts probeweise horchen (perl).',
    'Not tried: a program holds them already.': 'Nicht versucht: Ein Programm hat sie schon.',
    '{0} is not reached, which relays over TLS do not need.':
      '{0} wird nicht erreicht, was Weiterleitungen über TLS nicht brauchen.',
    'What is sent to {0} arrives, and its answer does not come back.':
      'Was an {0} geschickt wird, kommt an; die Antwort kommt nicht zurück.',
    'A firewall stands in between: the box’s own (see Firewall), or the provider’s (security group, port forwarding). Let {0} in there.':
      'Eine Firewall steht dazwischen: die der Maschine (siehe Firewall) oder die des Anbieters (Security Group, Portweiterleitung). Lassen Sie dort {0} herein.',
    'Until then relays go over TLS.': 'Bis dahin laufen Weiterleitungen über TLS.',
    'Otherwise neither viewers nor this origin reach the node. Is it another address that others reach it at? Name that one (advertise address).':
      'Sonst erreichen weder Zuschauer noch dieser Origin den Knoten. Erreichen andere ihn unter einer anderen Adresse? Nennen Sie diese (angekündigte Adresse).',
    '{0} is reached from this origin at {1}.': '{0} wird von diesem Origin unter {1} erreicht.',
    '{0} are reached from this origin at {1}.': '{0} werden von diesem Origin unter {1} erreicht.',
    '{0} is not reached from this origin at {1}.': '{0} wird von diesem Origin unter {1} nicht erreicht.',
    '{0} are not reached from this origin at {1}.': '{0} werden von diesem Origin unter {1} nicht erreicht.',
    'The box does not say which system it runs.': 'Die Maschine sagt nicht, welches System auf ihr läuft.',
    'This is {0}.': 'Das ist {0}.',
    'Edges run on Linux: choose a box with Debian 12, for example.':
      'Knoten laufen unter Linux: Nehmen Sie zum Beispiel eine Maschine mit Debian 12.',
    'an unknown Linux distribution': 'eine unbekannte Linux-Distribution',
    '{0} is not a system that nodes are made for.': '{0} ist kein System, für das Knoten gemacht sind.',
    'Install one of these on the box, or choose another box: {0}. Systems derived from them differ in what matters here, and do not count.':
      'Installieren Sie eines von diesen auf der Maschine, oder nehmen Sie eine andere: {0}. Abgeleitete Systeme unterscheiden sich in dem, worauf es hier ankommt, und zählen nicht.',
    'A 64-bit processor with a 32-bit system on it.': 'Ein 64-Bit-Prozessor mit einem 32-Bit-System darauf.',
    'Install the 64-bit edition of the operating system (on a Raspberry Pi: the arm64 image).':
      'Installieren Sie die 64-Bit-Ausgabe des Betriebssystems (auf einem Raspberry Pi: das Image arm64).',
    'The box does not say which processor it has.': 'Die Maschine sagt nicht, welchen Prozessor sie hat.',
    'A {0} processor.': 'Ein Prozessor der Art {0}.',
    'Headwater runs on 64-bit x86 and ARM: choose such a box.':
      'Headwater läuft auf x86 und ARM mit 64 Bit: Nehmen Sie so eine Maschine.',
    'Its network carries packets of {0} bytes at most.': 'Ihr Netz trägt Pakete von höchstens {0} Byte.',
    'Relays over QUIC need {0}. Raise the MTU of the interface or the tunnel, or keep relays on TLS.':
      'Weiterleitungen über QUIC brauchen {0}. Erhöhen Sie die MTU der Schnittstelle oder des Tunnels, oder bleiben Sie bei TLS.',
    'The box does not say which addresses it has{0}.': 'Die Maschine sagt nicht, welche Adressen sie hat{0}.',
    'It is reached at {0}, and has the address {1} itself{2}: something translates addresses in between.':
      'Sie wird unter {0} erreicht und hat selbst die Adresse {1}{2}: Dazwischen übersetzt etwas Adressen.',
    'Forward the node’s ports there, too, and name the outside address when you add the node (advertise address).':
      'Leiten Sie dort auch die Ports des Knotens weiter, und nennen Sie die Adresse von außen, wenn Sie den Knoten hinzufügen (angekündigte Adresse).',
    'open files': 'Offene Dateien',
    '/dev/shm in bytes': '/dev/shm in Byte',
    'Sockets, queues and open files suit many viewers.':
      'Sockets, Warteschlangen und offene Dateien reichen für viele Zuschauer.',
    '/dev/shm is not mounted': '/dev/shm ist nicht eingehängt',
    '{0} is {1}, {2} is better': '{0}: {1}, besser {2}',
    'A node runs as it is; with many viewers, or relays over QUIC, raise it: {0}':
      'Ein Knoten läuft auch so; mit vielen Zuschauern oder Weiterleitungen über QUIC erhöhen Sie es: {0}',
    'Raise the limits': 'Die Grenzen erhöhen',
    'A node itself keeps nothing in /dev/shm, and a container has one of its own; for what else runs there: sudo mount -t tmpfs -o nosuid,nodev,noexec,size=64M tmpfs /dev/shm, and the same in /etc/fstab.':
      'Ein Knoten selbst legt nichts in /dev/shm ab, und ein Container hat sein eigenes; für anderes, was dort läuft: sudo mount -t tmpfs -o nosuid,nodev,noexec,size=64M tmpfs /dev/shm, und dasselbe in /etc/fstab.',
    'Raise DefaultLimitNOFILE in /etc/systemd/system.conf, then reboot.':
      'Erhöhen Sie DefaultLimitNOFILE in /etc/systemd/system.conf, und starten Sie dann neu.',
    'A node itself keeps nothing in /dev/shm; for what runs beside it: sudo mount -o remount,size=64M /dev/shm, and the same in /etc/fstab.':
      'Ein Knoten selbst legt nichts in /dev/shm ab; für das, was daneben läuft: sudo mount -o remount,size=64M /dev/shm, und dasselbe in /etc/fstab.',
    'Not looked at: there is no node beside the origin.': 'Nicht angesehen: Neben dem Origin ist kein Knoten.',
    'The node beside the origin answers at {0}.': 'Der Knoten neben dem Origin antwortet unter {0}.',
    'The node beside the origin is known as {0}, which means the box itself there.':
      'Der Knoten neben dem Origin ist als {0} bekannt, und das ist dort die Maschine selbst.',
    'Let the origin be known by an address of its network: headwater origin --advertise-host ADDRESS.':
      'Lassen Sie den Origin unter einer Adresse seines Netzes bekannt sein: headwater origin --advertise-host ADRESSE.',
    'Could not be tried: the box has neither curl, wget nor bash.':
      'Konnte nicht versucht werden: Die Maschine hat weder curl noch wget noch bash.',
    'From the box, open {0} by other means.': 'Öffnen Sie {0} von der Maschine aus auf andere Weise.',
    'The box does not reach the node beside the origin at {0}{1}.':
      'Die Maschine erreicht den Knoten neben dem Origin unter {0} nicht{1}.',
    'A node pulls streams from there. Open that port in the firewalls of this computer and its router, too.':
      'Von dort holt ein Knoten Streams. Öffnen Sie auch diesen Port in den Firewalls dieses Rechners und seines Routers.',
    'The box does not say how much memory it has.': 'Die Maschine sagt nicht, wie viel Arbeitsspeicher sie hat.',
    'Look for yourself: free -m': 'Sehen Sie selbst nach: free -m',
    'Give the box at least {0} of memory.': 'Geben Sie der Maschine mindestens {0} Arbeitsspeicher.',
    'Enough for a few streams and some dozens of viewers; 1 GiB or more is better.':
      'Genug für ein paar Streams und einige Dutzend Zuschauer; 1 GiB oder mehr ist besser.',
    'A share of a processor is used up by some dozens of viewers: give the box one or more.':
      'Ein Teil eines Prozessors ist mit einigen Dutzend Zuschauern verbraucht: Geben Sie der Maschine einen oder mehr.',
    '{0} of memory': '{0} Arbeitsspeicher',
    '{0} of memory, 1 processor': '{0} Arbeitsspeicher, 1 Prozessor',
    '{0} of memory, {1} processors': '{0} Arbeitsspeicher, {1} Prozessoren',
    'A node': 'Ein Knoten',
    'Node {0}': 'Der Knoten {0}',
    '{0} of another cluster ({1}{2}) is on this box.': '{0} eines anderen Clusters ({1}{2}) ist auf dieser Maschine.',
    'Headwater does not take a box from another cluster. Decommission it from its own origin first, or choose another box.':
      'Headwater nimmt keinem anderen Cluster eine Maschine weg. Nehmen Sie sie erst von ihrem Origin aus außer Betrieb, oder nehmen Sie eine andere.',
    'The box is free.': 'Die Maschine ist frei.',
    '{0} of this cluster runs there already; it is kept as it is where it is so already.':
      '{0} dieses Clusters läuft dort schon; was schon so ist, bleibt, wie es ist.',
    '{0} is there, but does not run.': '{0} ist da, läuft aber nicht.',
    'Something of a node is there, but not all of it.': 'Etwas von einem Knoten ist da, aber nicht alles.',
    'An earlier attempt was not finished, or somebody stopped it. Going on completes it.':
      'Ein früherer Versuch wurde nicht beendet, oder jemand hat ihn angehalten. Weitermachen vollendet ihn.',
    '{0} of this cluster runs there in version {1}, and this origin is {2}.':
      '{0} dieses Clusters läuft dort in Version {1}, und dieser Origin ist {2}.',
    'The node is newer: bring this origin up to its version first. Going on would take the node back.':
      'Der Knoten ist neuer: Bringen Sie diesen Origin erst auf dessen Version. Weitermachen setzte den Knoten zurück.',
    'Going on replaces it at once. To move its viewers away first, use an upgrade (headwater edge upgrade).':
      'Weitermachen ersetzt ihn sofort. Um seine Zuschauer vorher zu verlegen, nehmen Sie ein Upgrade (headwater edge upgrade).',
    'Not looked at: no name was given.': 'Nicht angesehen: Es wurde kein Name genannt.',
    '{0} is free, or this box’s own.': '{0} ist frei oder der Name dieser Maschine.',
    'Another node is called {0}, and it is {1}.': 'Ein anderer Knoten heißt {0}, und er ist {1}.',
    'Give this one another name. If this box takes its place, evict the other one first.':
      'Geben Sie diesem einen anderen Namen. Nimmt diese Maschine seinen Platz ein, entfernen Sie den anderen vorher.',
    'Not looked at: no address of the origin was given.':
      'Nicht angesehen: Es wurde keine Adresse des Origins genannt.',
    'The origin answers at {0}.': 'Der Origin antwortet unter {0}.',
    'Something accepts connections at {0}; no tool on the box to ask who (curl, wget).':
      'Etwas nimmt Verbindungen unter {0} an; auf der Maschine ist nichts, um zu fragen, wer (curl, wget).',
    'The origin’s address {0} means the box itself there: other machines cannot reach this origin.':
      'Die Adresse {0} des Origins ist dort die Maschine selbst: Andere Maschinen erreichen diesen Origin nicht.',
    'Let the origin listen on a network address: headwater origin --host 0.0.0.0 (or name one with --advertise-host).':
      'Lassen Sie den Origin auf einer Adresse des Netzes horchen: headwater origin --host 0.0.0.0 (oder nennen Sie eine mit --advertise-host).',
    'From the box, open {0}/health by other means.': 'Öffnen Sie {0}/health von der Maschine aus auf andere Weise.',
    'The box does not know the name {0} ({1}).': 'Die Maschine kennt den Namen {0} nicht ({1}).',
    'Mend name resolution on the box (/etc/resolv.conf, resolvectl status), or let the origin be known by an address (--advertise-host).':
      'Bringen Sie die Namensauflösung auf der Maschine in Ordnung (/etc/resolv.conf, resolvectl status), oder lassen Sie den Origin unter einer Adresse bekannt sein (--advertise-host).',
    'The box does not reach the origin at {0}{1}.': 'Die Maschine erreicht den Origin unter {0} nicht{1}.',
    'Open that port in the firewalls of this computer and its router, or give the origin an address the box can reach (--advertise-host).':
      'Öffnen Sie diesen Port in den Firewalls dieses Rechners und seines Routers, oder geben Sie dem Origin eine Adresse, die die Maschine erreicht (--advertise-host).',
    'Not looked at.': 'Nicht angesehen.',
    '{0} shows a certificate of the origin’s own authority.':
      '{0} zeigt ein Zertifikat der eigenen Zertifizierungsstelle des Origins.',
    '{0} shows a certificate that the box trusts.': '{0} zeigt ein Zertifikat, dem die Maschine vertraut.',
    '{0} shows the box a certificate that neither the origin’s authority nor any other one vouches for.':
      '{0} zeigt der Maschine ein Zertifikat, für das weder die Zertifizierungsstelle des Origins noch eine andere bürgt.',
    'Something stands in between and opens TLS: a proxy, or somebody. Let the box reach the origin without it.':
      'Etwas steht dazwischen und öffnet TLS: ein Proxy, oder jemand. Lassen Sie die Maschine den Origin ohne das erreichen.',
    'There is no TLS at {0}, seen from the box.': 'Von der Maschine aus gesehen gibt es unter {0} kein TLS.',
    'A proxy in between takes it away, or the origin’s port is another one.':
      'Ein Proxy dazwischen nimmt es weg, oder der Port des Origins ist ein anderer.',
    'TLS to {0} was not agreed on{1}.': 'Über TLS zu {0} gab es keine Einigung{1}.',
    'See the way to the origin, above.': 'Siehe oben, Weg zum Origin.',
    'None run there.': 'Dort laufen keine.',
    'Docker does not answer, and a container runs all the same.':
      'Docker antwortet nicht, und trotzdem läuft ein Container.',
    'Docker does not answer, and {0} containers run all the same.':
      'Docker antwortet nicht, und trotzdem laufen {0} Container.',
    'A restart of Docker, which may be what it needs, would stop what runs. Headwater does not restart it: choose the moment yourself.':
      'Ein Neustart von Docker, den es vielleicht braucht, hielte an, was läuft. Headwater startet es nicht neu: Wählen Sie den Zeitpunkt selbst.',
    'No other container runs there.': 'Dort läuft kein anderer Container.',
    '{0} and {1} more': '{0} und {1} weitere',
    '{0} would go on through a restart of Docker (live-restore).':
      '{0} liefe bei einem Neustart von Docker weiter (live-restore).',
    'The upgrade that Docker needs restarts it, and that stops {0}.':
      'Die Aktualisierung, die Docker braucht, startet es neu, und das hält {0} an.',
    'Choose a moment when nobody needs them, or set "live-restore": true in /etc/docker/daemon.json and reload Docker before (sudo systemctl reload docker).':
      'Wählen Sie einen Zeitpunkt, zu dem sie niemand braucht, oder setzen Sie vorher "live-restore": true in /etc/docker/daemon.json und laden Docker neu (sudo systemctl reload docker).',
    'A restart of Docker would stop {0}. Headwater never restarts it.':
      'Ein Neustart von Docker hielte {0} an. Headwater startet es nie neu.',
    '{0} runs there: another media server.': 'Dort läuft {0}: ein anderer Medienserver.',
    'It shares processors and network with the node, and may want the same ports (1935, 8080). Stop it, or give the node other ports.':
      'Er teilt sich Prozessoren und Netz mit dem Knoten und will vielleicht dieselben Ports (1935, 8080). Halten Sie ihn an, oder geben Sie dem Knoten andere Ports.',
    'No other server runs there.': 'Dort läuft kein anderer Server.',
    '{0} runs there, which does no harm as long as the ports differ.':
      'Dort läuft {0}, was nicht stört, solange die Ports verschieden sind.',
    'There is no dpkg on the box.': 'Auf der Maschine gibt es kein dpkg.',
    'Nothing can be installed there but what Headwater brings.':
      'Dort lässt sich nichts installieren als das, was Headwater bringt.',
    '{0} (process {1}) is installing packages just now.': '{0} (Prozess {1}) installiert gerade Pakete.',
    'A machine that has just booted updates itself; wait a few minutes. Headwater waits for it, too, for a while.':
      'Eine Maschine, die gerade hochgefahren ist, aktualisiert sich; warten Sie ein paar Minuten. Auch Headwater wartet eine Weile darauf.',
    'Some packages are half installed.': 'Einige Pakete sind halb installiert.',
    'Finish them first: {0}': 'Bringen Sie das erst zu Ende: {0}',
    'Finish half installed packages': 'Halb installierte Pakete fertigstellen',
    'Nobody is using it.': 'Niemand verwendet sie gerade.',
    'The box does not say which ports are in use.': 'Die Maschine sagt nicht, welche Ports benutzt werden.',
    'Look for yourself: sudo ss -ltnp.': 'Sehen Sie selbst nach: sudo ss -ltnp.',
    'Free: {0}.': 'Frei: {0}.',
    'The Headwater node on the box holds its ports: {0}.':
      'Der Headwater-Knoten auf der Maschine hat seine Ports: {0}.',
    'Stop what holds it (find it with: {0}), or give the node other ports.':
      'Halten Sie an, was ihn hat (so finden Sie es: {0}), oder geben Sie dem Knoten andere Ports.',
    'Stop {0} (where it is a service: {1}), or give the node other ports.':
      'Halten Sie {0} an (wo es ein Dienst ist: {1}), oder geben Sie dem Knoten andere Ports.',
    'Port {0} ({1}) is in use by a program the box does not name.':
      'Der Port {0} ({1}) wird von einem Programm benutzt, das die Maschine nicht nennt.',
    'Port {0} ({1}) is in use by {2}.': 'Der Port {0} ({1}) wird von {2} benutzt.',
    '{0} (process {1})': '{0} (Prozess {1})',
    'The node listens on TCP {0}.': 'Der Knoten horcht auf TCP {0}.',
    'Logged in as root.': 'Als root angemeldet.',
    'User {0} may use sudo without a password.': 'Der Benutzer {0} darf sudo ohne Passwort verwenden.',
    'User {0} may use sudo with the given password.':
      'Der Benutzer {0} darf sudo mit dem angegebenen Passwort verwenden.',
    'User {0} is not root, and sudo is not installed.':
      'Der Benutzer {0} ist nicht root, und sudo ist nicht installiert.',
    'Log in as root, or install sudo (as root: apt-get install -y sudo) and let {0} use it.':
      'Melden Sie sich als root an, oder installieren Sie sudo (als root: apt-get install -y sudo) und erlauben Sie es {0}.',
    'sudo did not take the given password of user {0}.':
      'sudo hat das angegebene Passwort des Benutzers {0} nicht angenommen.',
    'User {0} may not use sudo, or the given password is not the one sudo asks for.':
      'Der Benutzer {0} darf sudo nicht verwenden, oder das angegebene Passwort ist nicht das, nach dem sudo fragt.',
    'Enter the password that sudo asks {0} for, or allow sudo without one, as root: {1}':
      'Geben Sie das Passwort ein, nach dem sudo {0} fragt, oder erlauben Sie sudo ohne eines, als root: {1}',
    'This user needs a password for sudo.': 'Dieser Benutzer braucht ein Passwort für sudo.',
    'Enter it once (kept in memory for this check only) or allow passwordless sudo, as root: {0}':
      'Geben Sie es einmal ein (nur für diese Prüfung im Arbeitsspeicher), oder erlauben Sie sudo ohne Passwort, als root: {0}',
    'User {0} is not root and seems not to be allowed to use sudo.':
      'Der Benutzer {0} ist nicht root und darf sudo offenbar nicht verwenden.',
    'Log in as another user, or as root: {0}': 'Melden Sie sich als anderer Benutzer an, oder als root: {0}',
    'systemd does not run.': 'systemd läuft nicht.',
    'systemd does not run; process 1 is {0}.': 'systemd läuft nicht; Prozess 1 ist {0}.',
    'Run the node in Docker with a restart policy, or start it from this system’s own service manager: otherwise it does not come back after a reboot.':
      'Lassen Sie den Knoten in Docker laufen, oder starten Sie ihn aus der Dienstverwaltung dieses Systems: Sonst kommt er nach einem Neustart nicht wieder.',
    'systemd is still starting the box.': 'systemd startet die Maschine noch.',
    'Wait until it has started, then check again.': 'Warten Sie, bis sie gestartet ist, und prüfen Sie dann erneut.',
    'systemd is in the state {0}.': 'systemd ist im Zustand {0}.',
    'Bring the box back to normal operation, then check again.':
      'Bringen Sie die Maschine wieder in den normalen Betrieb, und prüfen Sie dann erneut.',
    'systemd runs; some other service of the box has failed.':
      'systemd läuft; ein anderer Dienst der Maschine ist ausgefallen.',
    'systemd runs.': 'systemd läuft.',
    'User {0} may run commands.': 'Der Benutzer {0} darf Befehle ausführen.',
    'The password of user {0} has expired; the box runs nothing until it is changed.':
      'Das Passwort des Benutzers {0} ist abgelaufen; die Maschine führt nichts aus, bis es geändert ist.',
    'Log in once by hand with ssh and set a new one.':
      'Melden Sie sich einmal von Hand mit ssh an und setzen Sie ein neues.',
    'The login of user {0} runs no commands.': 'Die Anmeldung des Benutzers {0} führt keine Befehle aus.',
    'The login of user {0} runs no commands; it says: {1}':
      'Die Anmeldung des Benutzers {0} führt keine Befehle aus; sie sagt: {1}',
    'Use a user with an ordinary shell (chsh -s /bin/sh), without a forced command in authorized_keys.':
      'Nehmen Sie einen Benutzer mit einer gewöhnlichen Shell (chsh -s /bin/sh), ohne erzwungenen Befehl in authorized_keys.',
    'There is no node on {0}: neither our container nor the service {1}.':
      'Auf {0} ist kein Knoten: weder unser Container noch der Dienst {1}.',
    'Provision it instead.': 'Richten Sie ihn stattdessen ein.',
    'The node on {0} has never joined a cluster.': 'Der Knoten auf {0} ist nie einem Cluster beigetreten.',
    'Provision the box: what is there is gone on with.':
      'Richten Sie die Maschine ein: Mit dem, was da ist, geht es weiter.',
    'The node on {0} is {1} of cluster {2}, and this is cluster {3}. It was left as it is.':
      'Der Knoten auf {0} ist {1} des Clusters {2}, und dies ist der Cluster {3}. Er blieb, wie er ist.',
    'Only a node of this cluster is taken back. If that cluster is no more, remove the node from the box (install.sh --uninstall, or docker rm -f headwater-node and its data), then provision it.':
      'Nur ein Knoten dieses Clusters wird zurückgenommen. Gibt es jenen Cluster nicht mehr, entfernen Sie den Knoten von der Maschine (install.sh --uninstall, oder docker rm -f headwater-node und seine Daten), und richten Sie sie dann ein.',
    'Another node here is called {0}, too: {1}.': 'Hier heißt noch ein Knoten {0}: {1}.',
    'Evict that one if the box replaces it, then resume the run.':
      'Entfernen Sie jenen, wenn die Maschine ihn ersetzt, und setzen Sie den Lauf dann fort.',
    'The node on {0} does not run.': 'Der Knoten auf {0} läuft nicht.',
    'Start it (sudo docker start headwater-node, or sudo systemctl start headwater-node), then resume the run.':
      'Starten Sie ihn (sudo docker start headwater-node oder sudo systemctl start headwater-node), und setzen Sie den Lauf dann fort.',
    '{0} cannot be written on {1}.': '{0} lässt sich auf {1} nicht schreiben.',
    'Is the disk full, or the file system read-only?': 'Ist die Platte voll oder das Dateisystem nur lesbar?',
    '{0} enrolled here, and {1}.': '{0} hat sich hier eingetragen, und {1}.',
    'Can the box reach this origin? See the log of the node.':
      'Erreicht die Maschine diesen Origin? Sehen Sie ins Protokoll des Knotens.',
    'The heartbeats of the node of {0} stopped coming.': 'Die Heartbeats des Knotens von {0} bleiben aus.',
    'See its log on the box, then resume the run.':
      'Sehen Sie auf der Maschine in sein Protokoll, und setzen Sie den Lauf dann fort.',
    'Not all of the node could be removed from {0}.': 'Nicht alles vom Knoten ließ sich von {0} entfernen.',
    'See below what the box said; resume the run to go on.':
      'Unten steht, was die Maschine sagte; setzen Sie den Lauf fort, um weiterzumachen.',
    'Something of the node is still on {0}.': 'Etwas vom Knoten ist noch auf {0}.',
    'Resume the run to go on.': 'Setzen Sie den Lauf fort, um weiterzumachen.',
    'The node on {0} is {1}, not the one that this run is about. Nothing was removed.':
      'Der Knoten auf {0} ist {1}, nicht der, um den es in diesem Lauf geht. Nichts wurde entfernt.',
    'Give the address of the right box; where that is gone, evict the node.':
      'Nennen Sie die Adresse der richtigen Maschine; gibt es sie nicht mehr, entfernen Sie den Knoten.',
    'Docker is still on {0}.': 'Docker ist noch auf {0}.',
    'Not all files of the node could be removed from {0}.':
      'Nicht alle Dateien des Knotens ließen sich von {0} entfernen.',
    'Still on {0}: {1}.': 'Noch auf {0}: {1}.',
    'The node is a member still.': 'Der Knoten ist noch Mitglied.',
    'Resume the run.': 'Setzen Sie den Lauf fort.',
    '{0} takes work again: {1} resumed it.': '{0} arbeitet wieder: {1} hat ihn wieder arbeiten lassen.',
    'Resume the run to take it out again, or cancel it.':
      'Setzen Sie den Lauf fort, um ihn wieder herauszunehmen, oder brechen Sie ihn ab.',
    'There is no node on {0}: neither the container {1} nor the service {2}.':
      'Auf {0} ist kein Knoten: weder der Container {1} noch der Dienst {2}.',
    'Is it the right box? One that is gone is taken off the list with Forget (DELETE /api/v1/nodes/ID).':
      'Ist es die richtige Maschine? Eine, die es nicht mehr gibt, nehmen Sie mit Vergessen von der Liste (DELETE /api/v1/nodes/ID).',
    'The node on {0} is {1}, not the one that this run is about. Nothing was changed.':
      'Der Knoten auf {0} ist {1}, nicht der, um den es in diesem Lauf geht. Nichts wurde geändert.',
    'Begin the run for that node, or give the address of the right box.':
      'Beginnen Sie den Lauf für jenen Knoten, oder nennen Sie die Adresse der richtigen Maschine.',
    'The node of {0} is no member any more.': 'Der Knoten von {0} ist kein Mitglied mehr.',
    'It was evicted or retired.': 'Er wurde entfernt oder außer Betrieb genommen.',
    'Another node is called {0}, and it is {1}. Nothing was changed.':
      'Ein anderer Knoten heißt {0}, und er ist {1}. Nichts wurde geändert.',
    'Give this one another name. If it takes the place of the other one, evict that first.':
      'Geben Sie diesem einen anderen Namen. Nimmt er den Platz des anderen ein, entfernen Sie jenen vorher.',
    'The node of {0} could not be started again.': 'Der Knoten von {0} ließ sich nicht neu starten.',
    'See below what the box said.': 'Unten steht, was die Maschine sagte.',
    'The node of {0} is not back: {1}. It stays fenced: it gets no work.':
      'Der Knoten von {0} ist nicht wieder da: {1}. Er bleibt abgeschirmt: Er bekommt nichts zu tun.',
    'See its log below, mend what it says, then resume the run.':
      'Sehen Sie unten in sein Protokoll, beheben Sie, was dort steht, und setzen Sie den Lauf dann fort.',
    'The node of {0} could not enrol anew: {1}': 'Der Knoten von {0} konnte sich nicht neu eintragen: {1}',
    'Does it run (see its log), and can the box reach this origin? Nothing has changed on it.':
      'Läuft er (siehe sein Protokoll), und erreicht die Maschine diesen Origin? Auf ihr hat sich nichts geändert.',
    'The new version cannot be unpacked on {0}.': 'Die neue Version lässt sich auf {0} nicht auspacken.',
    'Is the disk full (df -h /opt)?': 'Ist die Platte voll (df -h /opt)?',
    'The new version is not on {0}.': 'Die neue Version ist nicht auf {0}.',
    'The node of {0} was installed as a Debian package, and not into {1}.':
      'Der Knoten von {0} wurde als Debian-Paket installiert und nicht nach {1}.',
    'Upgrade the package on the box: sudo apt-get install ./headwater-node_VERSION_ARCH.deb':
      'Aktualisieren Sie das Paket auf der Maschine: sudo apt-get install ./headwater-node_VERSION_ARCH.deb',
    '{0} did not prove itself on {1}: {2}. What was there before serves again, and nothing else has changed.':
      '{0} hat sich auf {1} nicht bewährt: {2}. Was vorher da war, arbeitet wieder, und sonst hat sich nichts geändert.',
    'See below what it said. Mend that, then resume the run to try again; or cancel it.':
      'Unten steht, was dazu gesagt wurde. Beheben Sie das, und setzen Sie den Lauf fort, um es noch einmal zu versuchen; oder brechen Sie ihn ab.',
    '{0} did not prove itself on {1} ({2}), and what was there before did not come back either: {3}. {4} stays fenced: it gets no work.':
      '{0} hat sich auf {1} nicht bewährt ({2}), und was vorher da war, kam auch nicht wieder: {3}. {4} bleibt abgeschirmt und bekommt nichts zu tun.',
    'See on the box why it does not run, start it, and resume the node; or resume the run to try again.':
      'Sehen Sie auf der Maschine nach, warum er nicht läuft, starten Sie ihn, und lassen Sie den Knoten wieder arbeiten; oder setzen Sie den Lauf fort, um es noch einmal zu versuchen.',
    'The node of {0} could not be stopped or started.': 'Der Knoten von {0} ließ sich nicht anhalten oder starten.',
    'What served before on {0} cannot be removed.': 'Was auf {0} vorher arbeitete, lässt sich nicht entfernen.',
    'The node of {0} is a service, without Docker: {1} cannot be brought to it. Nothing was changed.':
      'Der Knoten von {0} ist ein Dienst, ohne Docker: {1} lässt sich nicht dorthin bringen. Nichts wurde geändert.',
    'Leave the image out: the version of this origin is brought. For an image, decommission it and provision the box again in a container.':
      'Lassen Sie das Image weg: Gebracht wird die Version dieses Origins. Für ein Image nehmen Sie ihn außer Betrieb, und richten Sie die Maschine in einem Container neu ein.',
    'What an earlier run left on {0} cannot be removed.':
      'Was ein früherer Lauf auf {0} zurückließ, lässt sich nicht entfernen.',
    '{0} of {1} cannot be read: {2}': '{0} von {1} lässt sich nicht lesen: {2}',
    'Mend it on the box, then resume the run.':
      'Bringen Sie das auf der Maschine in Ordnung, und setzen Sie den Lauf dann fort.',
    'The box or its network may be very slow. Resume the run: it goes on with this step.':
      'Die Maschine oder ihr Netz ist vielleicht sehr langsam. Setzen Sie den Lauf fort: Er macht mit diesem Schritt weiter.',
    '{0} was not over within {1}.': '{0} war nach {1} nicht zu Ende.',
    'Then resume the run: the box is looked at again.':
      'Setzen Sie den Lauf dann fort: Die Maschine wird noch einmal angesehen.',
    '{0} cannot become a node as it is. {1}': '{0} kann so kein Knoten werden. {1}',
    'The lists of packages of {0} could not be read anew.': 'Die Paketlisten von {0} ließen sich nicht neu einlesen.',
    'See that its sources (/etc/apt/sources.list) can be reached from there: sudo apt-get update. Then resume the run.':
      'Sorgen Sie dafür, dass ihre Quellen (/etc/apt/sources.list) von dort erreichbar sind: sudo apt-get update. Setzen Sie den Lauf dann fort.',
    'The package sources of {0} have no {1}.': 'Die Paketquellen von {0} haben kein {1}.',
    'Debian and Ubuntu carry it in main and universe: see /etc/apt/sources.list and /etc/apt/sources.list.d there. Or install Docker yourself, or choose a node without Docker.':
      'Debian und Ubuntu führen es in main und universe: siehe dort /etc/apt/sources.list und /etc/apt/sources.list.d. Oder installieren Sie Docker selbst, oder wählen Sie einen Knoten ohne Docker.',
    '{0} cannot be installed on {1} as it is.': '{0} lässt sich auf {1} so nicht installieren.',
    '{0} could not be installed on {1}.': '{0} ließ sich auf {1} nicht installieren.',
    'What was installed on {0} could not be removed.': 'Was auf {0} installiert wurde, ließ sich nicht entfernen.',
    'Another program on {0} has held the package manager for two minutes (updates at boot do that). Resume the run when it is done.':
      'Ein anderes Programm auf {0} hält die Paketverwaltung seit zwei Minuten (Aktualisierungen beim Hochfahren tun das). Setzen Sie den Lauf fort, wenn es fertig ist.',
    'What apt said is below; mend it on the box (sudo apt-get install -f), then resume the run.':
      'Was apt sagte, steht unten; bringen Sie es auf der Maschine in Ordnung (sudo apt-get install -f), und setzen Sie den Lauf dann fort.',
    '{0} or {1} of {2} is not as it was written.': '{0} oder {1} von {2} ist nicht so, wie es geschrieben wurde.',
    'Does something else on the box write there? Resume the run to write it again.':
      'Schreibt auf der Maschine noch etwas dorthin? Setzen Sie den Lauf fort, um es neu zu schreiben.',
    '{0} is the node {1} already.': '{0} ist schon der Knoten {1}.',
    'Give {0} as its name, or decommission it first.':
      'Geben Sie {0} als Namen an, oder nehmen Sie ihn erst außer Betrieb.',
    '{0} runs a node that belongs to the origin at {1}.': 'Auf {0} läuft ein Knoten, der zum Origin unter {1} gehört.',
    'If that one is lost, adopt the box instead. Else remove the node there first.':
      'Ist jener verloren, übernehmen Sie die Maschine stattdessen. Sonst entfernen Sie den Knoten dort zuerst.',
    '{0} or {1} cannot be written on {2}.': '{0} oder {1} lässt sich auf {2} nicht schreiben.',
    'Is the disk full (df -h), or the file system read-only? Mend that, then resume the run.':
      'Ist die Platte voll (df -h) oder das Dateisystem nur lesbar? Beheben Sie das, und setzen Sie den Lauf dann fort.',
    'Docker was installed on {0}, but its engine does not answer after {1} s.':
      'Docker wurde auf {0} installiert, aber seine Engine antwortet nach {1} s nicht.',
    'See on the box why it did not start: sudo systemctl status docker. Then resume the run.':
      'Sehen Sie auf der Maschine nach, warum sie nicht gestartet ist: sudo systemctl status docker. Setzen Sie den Lauf dann fort.',
    'The docker command of {0} is Podman’s stand-in.': 'Der Befehl docker von {0} ist der Ersatz von Podman.',
    'Headwater needs Docker itself. On Debian: sudo apt-get remove podman-docker. Then resume the run, and Docker is installed; or choose a node without Docker.':
      'Headwater braucht Docker selbst. Unter Debian: sudo apt-get remove podman-docker. Setzen Sie den Lauf dann fort, und Docker wird installiert; oder wählen Sie einen Knoten ohne Docker.',
    'Docker was installed on {0} as a snap, which keeps it from files it needs.':
      'Docker wurde auf {0} als Snap installiert und kommt so nicht an Dateien, die es braucht.',
    'Remove it (sudo snap remove docker), then resume the run, and Docker is installed from the distribution; or choose a node without Docker.':
      'Entfernen Sie es (sudo snap remove docker), und setzen Sie den Lauf dann fort, und Docker wird aus der Distribution installiert; oder wählen Sie einen Knoten ohne Docker.',
    'Docker is installed on {0}, but its engine does not answer.':
      'Docker ist auf {0} installiert, aber seine Engine antwortet nicht.',
    'It is not ours to restart: see what it says below, start it (sudo systemctl enable --now docker), then resume the run.':
      'Es ist nicht unsere Sache, sie neu zu starten: Sehen Sie unten, was sie sagt, starten Sie sie (sudo systemctl enable --now docker), und setzen Sie den Lauf dann fort.',
    'Docker {0} of {1} is older than Headwater can use.': 'Docker {0} von {1} ist älter, als Headwater verwenden kann.',
    'Upgrade it to 20.10 or later, or choose a node without Docker.':
      'Aktualisieren Sie es auf 20.10 oder neuer, oder wählen Sie einen Knoten ohne Docker.',
    '{0} has no Docker, and no apt to install it with.': '{0} hat kein Docker und kein apt, um es zu installieren.',
    'Install Docker there yourself, or choose a node without Docker; then resume the run.':
      'Installieren Sie Docker dort selbst, oder wählen Sie einen Knoten ohne Docker; setzen Sie den Lauf dann fort.',
    'The engine of {0} took {1}, but does not have it.': 'Die Engine von {0} hat {1} angenommen, hat es aber nicht.',
    'Is its disk full? (df -h /var/lib/docker) Make room, then resume the run.':
      'Ist ihre Platte voll? (df -h /var/lib/docker) Schaffen Sie Platz, und setzen Sie den Lauf dann fort.',
    '{0} is a {1}; Headwater brings nodes for x86_64 and arm64.':
      '{0} ist {1}; Headwater bringt Knoten für x86_64 und arm64.',
    '{0} cannot be removed.': '{0} lässt sich nicht entfernen.',
    'The disk of {0} is full: the image does not fit.': 'Die Platte von {0} ist voll: Das Image passt nicht darauf.',
    'Make room where Docker keeps its images (df -h /var/lib/docker), then resume the run.':
      'Schaffen Sie Platz, wo Docker seine Images hält (df -h /var/lib/docker), und setzen Sie den Lauf dann fort.',
    'See on the box what Docker says: sudo journalctl -u docker -n 20':
      'Sehen Sie auf der Maschine nach, was Docker sagt: sudo journalctl -u docker -n 20',
    '{0} could not pull {1}: {2}': '{0} konnte {1} nicht holen: {2}',
    'See that the box reaches the registry, and may read there (docker login on the box). Or leave the image out, and this origin brings its own.':
      'Sorgen Sie dafür, dass die Maschine die Registry erreicht und dort lesen darf (docker login auf der Maschine). Oder lassen Sie das Image weg, und dieser Origin bringt sein eigenes.',
    'The node’s program was brought to {0}, and does not run there.':
      'Das Programm des Knotens wurde auf {0} gebracht und läuft dort nicht.',
    'What it said is below. Is something on the box in its way (noexec on /opt, an old libc)?':
      'Unten steht, was es sagte. Steht ihm auf der Maschine etwas im Weg (noexec auf /opt, eine alte libc)?',
    'The service of the node could not be taken away from {0}.':
      'Der Dienst des Knotens ließ sich nicht von {0} entfernen.',
    'What the box said is below. Mend that, then undo the run again.':
      'Unten steht, was die Maschine sagte. Beheben Sie das, und machen Sie den Lauf dann noch einmal rückgängig.',
    'systemd does not run on {0}; process 1 is {1}.': 'systemd läuft auf {0} nicht; Prozess 1 ist {1}.',
    'A service needs it to come back after a reboot. Choose the form container (Docker), or a box with systemd.':
      'Ein Dienst braucht es, um nach einem Neustart wiederzukommen. Wählen Sie die Form Container (Docker) oder eine Maschine mit systemd.',
    'The node’s program could not be installed on {0}.':
      'Das Programm des Knotens ließ sich auf {0} nicht installieren.',
    'What the box said is below. Is the disk full (df -h /opt), or the file system read-only? Mend that, then resume the run.':
      'Unten steht, was die Maschine sagte. Ist die Platte voll (df -h /opt) oder das Dateisystem nur lesbar? Beheben Sie das, und setzen Sie den Lauf dann fort.',
    '{0} was started on {1}, and does not run.': '{0} wurde auf {1} gestartet und läuft nicht.',
    'The last lines of its log are below; all of it: sudo journalctl -u headwater-node. Mend that, then resume the run.':
      'Die letzten Zeilen seines Protokolls stehen unten; alle: sudo journalctl -u headwater-node. Beheben Sie das, und setzen Sie den Lauf dann fort.',
    'Did somebody remove it? Resume the run.': 'Hat ihn jemand entfernt? Setzen Sie den Lauf fort.',
    'It ended with code {0}: sudo docker logs {1}': 'Er endete mit Code {0}: sudo docker logs {1}',
    '{0} has a container {1} that Headwater did not make.':
      '{0} hat einen Container {1}, den nicht Headwater angelegt hat.',
    'Look what it is (sudo docker inspect {0}), rename or remove it, then resume the run.':
      'Sehen Sie nach, was er ist (sudo docker inspect {0}), benennen Sie ihn um oder entfernen Sie ihn, und setzen Sie den Lauf dann fort.',
    'A test stream is not let in: policies of this installation want a key or a signed address for headwater/check-… ({0}).':
      'Ein Test-Stream wird nicht eingelassen: Regeln dieser Installation verlangen für headwater/check-… einen Schlüssel oder eine signierte Adresse ({0}).',
    'The node itself has joined. Make a signing key for headwater/*, or leave that path open, then resume the run.':
      'Der Knoten selbst ist beigetreten. Legen Sie einen Signierschlüssel für headwater/* an, oder lassen Sie diesen Pfad offen, und setzen Sie den Lauf dann fort.',
    '{0} answers at {1}, and does not play the test stream: {2}.':
      '{0} antwortet unter {1} und spielt den Test-Stream nicht: {2}.',
    'Can the box reach the node beside the origin, on its media port? The node pulls the stream from there. See its log, then resume the run.':
      'Erreicht die Maschine den Knoten neben dem Origin an dessen Medien-Port? Von dort holt der Knoten den Stream. Sehen Sie in sein Protokoll, und setzen Sie den Lauf dann fort.',
    '{0} has joined, but this origin cannot reach it at {1}: {2}. Viewers most likely cannot either.':
      '{0} ist beigetreten, aber dieser Origin erreicht ihn unter {1} nicht: {2}. Zuschauer wohl auch nicht.',
    'Open TCP port {0} on the box (sudo ufw allow {1}/tcp, or nftables) and in your provider’s firewall or security group; then resume the run. Is it the right address? Give the node another one with advertise_address.':
      'Öffnen Sie den TCP-Port {0} auf der Maschine (sudo ufw allow {1}/tcp, oder nftables) und in der Firewall oder Security Group Ihres Anbieters; setzen Sie den Lauf dann fort. Ist es die richtige Adresse? Geben Sie dem Knoten mit advertise_address eine andere.',
    'A port of the node is taken on {0} by another program.':
      'Ein Port des Knotens ist auf {0} von einem anderen Programm belegt.',
    'Port {0} is taken on {1} by another program.': 'Der Port {0} ist auf {1} von einem anderen Programm belegt.',
    'See which one: {0}. Stop it, or give the node another port; then resume the run.':
      'Sehen Sie nach, von welchem: {0}. Halten Sie es an, oder geben Sie dem Knoten einen anderen Port; setzen Sie den Lauf dann fort.',
    'The clock of {0} and that of the origin differ too much: it does not take the origin’s certificate for valid.':
      'Die Uhr von {0} und die des Origins gehen zu weit auseinander: Das Zertifikat des Origins gilt dort nicht als gültig.',
    'Set it right there: sudo timedatectl set-ntp true. Then resume the run.':
      'Stellen Sie sie dort richtig: sudo timedatectl set-ntp true. Setzen Sie den Lauf dann fort.',
    'The origin did not take the node of {0} in.': 'Der Origin hat den Knoten von {0} nicht aufgenommen.',
    'The last lines of its log, below, say why. Resume the run, and it gets a new token.':
      'Die letzten Zeilen seines Protokolls, unten, sagen warum. Setzen Sie den Lauf fort, und er bekommt ein neues Token.',
    'What answers at {0} is not this origin, as {1} sees it.':
      'Was unter {0} antwortet, ist von {1} aus gesehen nicht dieser Origin.',
    'Is there a proxy that ends TLS, or another machine at that address? Name an address of this origin itself (origin_url), then begin again.':
      'Ist dort ein Proxy, der TLS beendet, oder eine andere Maschine unter dieser Adresse? Nennen Sie eine Adresse dieses Origins selbst (origin_url), und beginnen Sie von vorn.',
    '{0} cannot reach this origin at {1}.': '{0} erreicht diesen Origin unter {1} nicht.',
    'Try it there: curl -k {0}/ready. Open that port towards the origin, or name an address that the box can reach (origin_url); then resume the run.':
      'Versuchen Sie es dort: curl -k {0}/ready. Öffnen Sie diesen Port zum Origin hin, oder nennen Sie eine Adresse, die die Maschine erreicht (origin_url); setzen Sie den Lauf dann fort.',
    'The node of {0} runs, and did not join.': 'Der Knoten von {0} läuft und ist nicht beigetreten.',
    'The last lines of its log are below. Resume the run to wait for it again.':
      'Die letzten Zeilen seines Protokolls stehen unten. Setzen Sie den Lauf fort, um noch einmal darauf zu warten.',
    'Node {0} is lost': 'Der Knoten {0} ist verloren',
    'Its viewers are sent to other nodes. Check the machine and its network.':
      'Seine Zuschauer werden zu anderen Knoten geschickt. Prüfen Sie die Maschine und ihr Netz.',
    '{0} heartbeats missed in a row, one each {1} s': '{0} Heartbeats hintereinander ausgeblieben, einer alle {1} s',
    'It published no stream.': 'Auf ihm wurde kein Stream veröffentlicht.',
    'Published there: {0} and {1} more.': 'Dort veröffentlicht: {0} und {1} weitere.',
    'Published there: {0}.': 'Dort veröffentlicht: {0}.',
    'The clock of node {0} is {1} s ahead': 'Die Uhr des Knotens {0} geht {1} s vor',
    'The clock of node {0} is {1} s behind': 'Die Uhr des Knotens {0} geht {1} s nach',
    'Certificates, signed addresses and tokens are refused when clocks are far apart. Let the machine keep time (systemd-timesyncd or chrony).':
      'Zertifikate, signierte Adressen und Token werden abgelehnt, wenn Uhren weit auseinander liegen. Lassen Sie die Maschine ihre Uhr stellen (systemd-timesyncd oder chrony).',
    '{0} s ahead of the origin’s clock at its last heartbeat': 'beim letzten Heartbeat {0} s vor der Uhr des Origins',
    '{0} s behind the origin’s clock at its last heartbeat': 'beim letzten Heartbeat {0} s hinter der Uhr des Origins',
    'The disk of node {0} has little room left': 'Auf der Platte des Knotens {0} ist kaum noch Platz',
    'Streams go on. But its next version needs room, and a full disk takes its logs and what it keeps for the time without an origin. On the machine, `docker system df`, `journalctl --disk-usage` and `du -xh /` tell what takes it.':
      'Streams laufen weiter. Aber die nächste Version braucht Platz, und eine volle Platte nimmt dem Knoten seine Protokolle und was er für die Zeit ohne Origin aufhebt. Auf der Maschine sagen `docker system df`, `journalctl --disk-usage` und `du -xh /`, was den Platz braucht.',
    '{0} of {1} GiB free': '{0} von {1} GiB frei',
    'Node {0} runs version {1}': 'Auf dem Knoten {0} läuft Version {1}',
    'The origin runs {0}. They understand one another, but a node of another version lacks what came since.':
      'Auf dem Origin läuft {0}. Beide verstehen einander, aber einem Knoten anderer Version fehlt, was seither hinzukam.',
    'node {0}, origin {1}': 'Knoten {0}, Origin {1}',
    'The connection from {0} broke off, without an end of the stream':
      'Die Verbindung von {0} brach ab, ohne dass der Stream beendet wurde',
    'The publisher of {0} is gone': 'Der Publisher von {0} ist weg',
    'Nothing comes in on node {0}. Check the encoder and the line between them; it goes on where it was as soon as it is back.':
      'Auf dem Knoten {0} kommt nichts an. Prüfen Sie den Encoder und die Leitung dazwischen; es geht weiter, wo es war, sobald er zurück ist.',
    '1 viewer when it was lost': '1 Zuschauer, als er verloren ging',
    '{0} viewers when it was lost': '{0} Zuschauer, als er verloren ging',
    '{0} comes in at {1} % of its usual bit rate': '{0} kommt mit {1} % der üblichen Bitrate an',
    'The line of the encoder is short of room, or the encoder of processor. Viewers see it freeze or blur.':
      'Der Leitung des Encoders fehlt Bandbreite, oder dem Encoder Rechenleistung. Zuschauer sehen das Bild stocken oder verschwimmen.',
    '{0} kbit/s now, {1} kbit/s in the median of five minutes':
      '{0} kbit/s jetzt, {1} kbit/s im Median von fünf Minuten',
    '1 day': '1 Tag',
    'The origin’s disk has little room left': 'Auf der Platte des Origins ist kaum noch Platz',
    'The origin’s disk is full or nearly so': 'Die Platte des Origins ist voll oder fast voll',
    '{0} MB are free on the disk of {1}.': 'Auf der Platte von {1} sind {0} MB frei.',
    'Make room there before it is full.': 'Schaffen Sie dort Platz, bevor sie voll ist.',
    'Streams go on; Activity waits in memory, and no backups are made. Make room there.':
      'Streams laufen weiter; die Aktivität wartet im Speicher, und es werden keine Sicherungen gemacht. Schaffen Sie dort Platz.',
    'The disk of {0} is full. Streams go on; changes are refused, Activity waits in memory, and no backups are made. Make room there: all goes on by itself.':
      'Die Platte von {0} ist voll. Streams laufen weiter; Änderungen werden abgelehnt, die Aktivität wartet im Speicher, und es werden keine Sicherungen gemacht. Schaffen Sie dort Platz: Alles geht von selbst weiter.',
    'Put the next one in the place of its files; it is read by itself.':
      'Legen Sie das nächste an die Stelle seiner Dateien; es wird von selbst gelesen.',
    'It should have been renewed by itself.': 'Es hätte von selbst erneuert werden sollen.',
    'The certificate for {0} has expired': 'Das Zertifikat für {0} ist abgelaufen',
    'The certificate for {0} ends in {1}': 'Das Zertifikat für {0} läuft ab in: {1}',
    'Browsers and nodes refuse it after that.': 'Danach lehnen Browser und Knoten es ab.',
    'valid until {0}, signed by {1}': 'gültig bis {0}, unterschrieben von {1}',
    '{0} ends in {1}': '{0} läuft ab in: {1}',
    'API key {0}': 'API-Schlüssel {0}',
    'Enrollment token {0}': 'Beitritts-Token {0}',
    'Cluster token {0}': 'Cluster-Token {0}',
    'Whoever uses it is refused after that. Make another one in time, and give it to them.':
      'Wer ihn benutzt, wird danach abgewiesen. Legen Sie rechtzeitig einen neuen an, und geben Sie ihn weiter.',
    'good until {0}': 'gültig bis {0}',
    'It is tried again when the next one is due; where that is now, every ten minutes.':
      'Es wird wieder versucht, wenn die nächste fällig ist; ist sie das jetzt, alle zehn Minuten.',
    'A backup failed': 'Eine Sicherung ist fehlgeschlagen',
    'The database itself is not touched by that.': 'Die Datenbank selbst ist davon nicht berührt.',
    'tried {0}: {1}': 'versucht {0}: {1}',
    'There is no backup of this origin': 'Es gibt keine Sicherung dieses Origins',
    'The newest backup is {0} old': 'Alter der neuesten Sicherung: {0}',
    'Backups are made by themselves; these were not. Activity says why.':
      'Sicherungen werden von selbst gemacht; diese nicht. Die Aktivität sagt, warum.',
    'there is none in backups/': 'in backups/ liegt keine',
    'made {0}': 'gemacht {0}',
    'it never said where its media port is': 'er hat nie gesagt, wo sein Medien-Port ist',
    'its media port {0} still answers: viewers there may notice nothing, but the node does not reach the origin':
      'sein Medien-Port {0} antwortet noch: Zuschauer dort merken vielleicht nichts, aber der Knoten erreicht den Origin nicht',
    'its media port {0} does not answer: {1}': 'sein Medien-Port {0} antwortet nicht: {1}',
    'its media port could not be tried: {0}': 'sein Medien-Port konnte nicht versucht werden: {0}',
    'refused, so the machine runs and the node does not': 'abgelehnt, also läuft die Maschine und der Knoten nicht',
    'there is no way to the machine': 'es gibt keinen Weg zur Maschine',
    'no answer within {0} s': 'keine Antwort innerhalb von {0} s',
  },
}
