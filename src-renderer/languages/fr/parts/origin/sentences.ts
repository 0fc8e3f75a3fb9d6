import type { Sentences } from '../../../../parts/origin/sentences.ts'

export const texts: Sentences = {
  'Could not be looked at. {0}': 'N’a pas pu être examiné. {0}',
  'Switch time synchronisation on: sudo timedatectl set-ntp true (or install chrony), then check again.':
    'Activez la synchronisation de l’heure : sudo timedatectl set-ntp true (ou installez chrony), puis vérifiez de nouveau.',
  'The box does not say what time it is.': 'La machine ne dit pas l’heure qu’il est.',
  'Agrees with the clock here.': 'S’accorde avec l’horloge d’ici.',
  '{0} ahead of the clock here.': '{0} en avance sur l’horloge d’ici.',
  '{0} behind the clock here.': '{0} en retard sur l’horloge d’ici.',
  'Tokens and certificates fail otherwise.': 'Sinon, jetons et certificats échouent.',
  '{0} s': '{0} s',
  '{0} minutes': '{0} minutes',
  '{0} hours': '{0} heures',
  '{0} days': '{0} jours',
  'The box does not say how much disk space is free.': 'La machine ne dit pas combien d’espace disque est libre.',
  'Look for yourself: df -h / /var/lib': 'Regardez vous-même : df -h / /var/lib',
  'Make room (sudo apt-get clean; docker image prune) or enlarge the disk.':
    'Faites de la place (sudo apt-get clean; docker image prune) ou agrandissez le disque.',
  'The node’s image takes {0}, and {1} leave room to unpack it and for the one before it.':
    'L’image du nœud prend {0} ; avec {1}, il y a de quoi la déballer et garder la précédente.',
  'The node takes {0}, and {1} leave room to unpack it and for the one before it.':
    'Le nœud prend {0} ; avec {1}, il y a de quoi le déballer et garder le précédent.',
  'At least {0} are needed there.': 'Il y faut au moins {0}.',
  'Only {0}.': 'Seulement {0}.',
  'With less than {0}, updates and logs may fill it.':
    'Avec moins de {0}, mises à jour et journaux peuvent le remplir.',
  '{0} of {1} free on {2}': '{0} libres sur {1} dans {2}',
  'The docker command there is Podman’s stand-in.': 'La commande docker y est celle de remplacement de Podman.',
  'Headwater needs Docker itself. On Debian: sudo apt-get remove podman-docker && sudo apt-get install -y docker.io':
    'Headwater a besoin de Docker lui-même. Sous Debian : sudo apt-get remove podman-docker && sudo apt-get install -y docker.io',
  'Docker was installed as a snap, which keeps it from files it needs.':
    'Docker a été installé comme snap, ce qui le prive de fichiers dont il a besoin.',
  'Replace it: sudo snap remove docker && sudo apt-get update && sudo apt-get install -y docker.io':
    'Remplacez-le : sudo snap remove docker && sudo apt-get update && sudo apt-get install -y docker.io',
  'Docker is there, but user {0} may not use it.': 'Docker est là, mais l’utilisateur {0} ne peut pas s’en servir.',
  '{0} was put into the group docker, and this login is older than that: log out and in again.':
    '{0} a été ajouté au groupe docker, et cette session est plus ancienne : déconnectez-vous et reconnectez-vous.',
  'Allow it (this equals root’s rights): sudo usermod -aG docker {0}. Or log in as a user with sudo.':
    'Autorisez-le (cela équivaut aux droits de root) : sudo usermod -aG docker {0}. Ou connectez-vous comme utilisateur avec sudo.',
  'Docker is installed, but its engine does not answer: {0}':
    'Docker est installé, mais son moteur ne répond pas : {0}',
  'Docker is installed, but its engine does not answer.': 'Docker est installé, mais son moteur ne répond pas.',
  'Mend it, then look again: sudo systemctl status docker; sudo journalctl -u docker -n 50':
    'Réparez-le, puis regardez de nouveau : sudo systemctl status docker; sudo journalctl -u docker -n 50',
  'Start it: sudo systemctl enable --now docker': 'Démarrez-le : sudo systemctl enable --now docker',
  'Docker is not installed.': 'Docker n’est pas installé.',
  'On Debian or Ubuntu: sudo apt-get update && sudo apt-get install -y docker.io. Without Docker, a node can run as a systemd service.':
    'Sous Debian ou Ubuntu : sudo apt-get update && sudo apt-get install -y docker.io. Sans Docker, un nœud peut tourner comme service de systemd.',
  '{0} is too old.': '{0} est trop ancien.',
  'Docker 20.10 (API {0}) or newer is needed. Update it while nothing on the box depends on it.':
    'Il faut Docker 20.10 (API {0}) ou plus récent. Mettez-le à jour pendant que rien sur la machine n’en dépend.',
  '{0}, used through sudo.': '{0}, utilisé par sudo.',
  '{0} runs, but the SSH server does not forward its socket.':
    '{0} tourne, mais le serveur SSH ne relaie pas sa socket.',
  '{0} runs, but the SSH server does not forward its socket: {1}':
    '{0} tourne, mais le serveur SSH ne relaie pas sa socket : {1}',
  'It works by a slower way. Faster: AllowStreamLocalForwarding yes in the box’s /etc/ssh/sshd_config, then sudo systemctl reload ssh.':
    'Cela marche par une voie plus lente. Plus rapide : AllowStreamLocalForwarding yes dans /etc/ssh/sshd_config de la machine, puis sudo systemctl reload ssh.',
  'Not looked at: it takes administrator’s rights.': 'Non examiné : il faut des droits d’administrateur.',
  'Log in as root, or as a user who may use sudo.':
    'Connectez-vous comme root ou comme utilisateur qui peut employer sudo.',
  'Nothing is filtered on the box itself.': 'Rien n’est filtré sur la machine elle-même.',
  '{0} is active and lets the node’s ports in.': '{0} est actif et laisse entrer les ports du nœud.',
  'It holds for the node, which uses the box’s own network; ports that other containers publish pass by it.':
    'Cela vaut pour le nœud, qui utilise le réseau même de la machine ; les ports que d’autres conteneurs publient y échappent.',
  'A rule of {0} refuses {1}.': 'Une règle de {0} refuse {1}.',
  'Nobody else would reach the node there, and Headwater leaves that rule alone. Take it away (sudo ufw status numbered; sudo ufw delete NUMBER), or give the node other ports.':
    'Personne d’autre n’y atteindrait le nœud, et Headwater ne touche pas à cette règle. Retirez-la (sudo ufw status numbered; sudo ufw delete NUMÉRO), ou donnez d’autres ports au nœud.',
  'Let {0} in, in the rules of the box (nft list ruleset; /etc/nftables.conf)':
    'Laissez entrer {0} dans les règles de la machine (nft list ruleset; /etc/nftables.conf)',
  '{0} is active and keeps out {1}.': '{0} est actif et bloque {1}.',
  '{0} is active and seems to keep out {1}.': '{0} est actif et semble bloquer {1}.',
  'Nobody else would reach the node. {0}. Or let Headwater open them when it adds the node. A provider’s own firewall comes on top.':
    'Personne d’autre n’atteindrait le nœud. {0}. Ou laissez Headwater les ouvrir quand il ajoute le nœud. Le pare-feu de l’hébergeur s’y ajoute.',
  'Open the node’s ports': 'Ouvrir les ports du nœud',
  'Not looked at: the box is reached through another machine. Name its outside address (advertise address) to have it tried.':
    'Non examiné : la machine est atteinte par une autre. Indiquez son adresse extérieure (adresse annoncée) pour que ce soit essayé.',
  'Not looked at: nothing on the box can listen for a try (perl).':
    'Non examiné : rien sur la machine ne peut écouter pour un essai (perl).',
  'Not tried: a program holds them already.': 'Non essayé : un programme les tient déjà.',
  '{0} is not reached, which relays over TLS do not need.':
    '{0} n’est pas atteint, ce dont les relais par TLS n’ont pas besoin.',
  'What is sent to {0} arrives, and its answer does not come back.':
    'Ce qui est envoyé à {0} arrive, et la réponse ne revient pas.',
  'A firewall stands in between: the box’s own (see Firewall), or the provider’s (security group, port forwarding). Let {0} in there.':
    'Un pare-feu s’interpose : celui de la machine (voir Pare-feu) ou celui de l’hébergeur (groupe de sécurité, redirection de ports). Laissez-y entrer {0}.',
  'Until then relays go over TLS.': 'D’ici là, les relais passent par TLS.',
  'Otherwise neither viewers nor this origin reach the node. Is it another address that others reach it at? Name that one (advertise address).':
    'Sinon, ni les spectateurs ni cette origine n’atteignent le nœud. Les autres l’atteignent-ils à une autre adresse ? Indiquez-la (adresse annoncée).',
  '{0} is reached from this origin at {1}.': '{0} est atteint depuis cette origine à {1}.',
  '{0} are reached from this origin at {1}.': '{0} sont atteints depuis cette origine à {1}.',
  '{0} is not reached from this origin at {1}.': '{0} n’est pas atteint depuis cette origine à {1}.',
  '{0} are not reached from this origin at {1}.': '{0} ne sont pas atteints depuis cette origine à {1}.',
  'The box does not say which system it runs.': 'La machine ne dit pas quel système y tourne.',
  'This is {0}.': 'C’est {0}.',
  'Edges run on Linux: choose a box with Debian 12, for example.':
    'Les nœuds tournent sous Linux : choisissez par exemple une machine avec Debian 12.',
  'an unknown Linux distribution': 'une distribution Linux inconnue',
  '{0} is not a system that nodes are made for.': '{0} n’est pas un système pour lequel les nœuds sont faits.',
  'Install one of these on the box, or choose another box: {0}. Systems derived from them differ in what matters here, and do not count.':
    'Installez l’un de ceux-ci sur la machine, ou prenez-en une autre : {0}. Les systèmes dérivés diffèrent en ce qui compte ici, et ne comptent pas.',
  'A 64-bit processor with a 32-bit system on it.': 'Un processeur 64 bits avec un système 32 bits.',
  'Install the 64-bit edition of the operating system (on a Raspberry Pi: the arm64 image).':
    'Installez l’édition 64 bits du système (sur un Raspberry Pi : l’image arm64).',
  'The box does not say which processor it has.': 'La machine ne dit pas quel processeur elle a.',
  'A {0} processor.': 'Un processeur {0}.',
  'Headwater runs on 64-bit x86 and ARM: choose such a box.':
    'Headwater tourne sur x86 et ARM 64 bits : prenez une telle machine.',
  'Its network carries packets of {0} bytes at most.': 'Son réseau porte des paquets de {0} octets au plus.',
  'Relays over QUIC need {0}. Raise the MTU of the interface or the tunnel, or keep relays on TLS.':
    'Les relais par QUIC ont besoin de {0}. Augmentez la MTU de l’interface ou du tunnel, ou restez à TLS.',
  'The box does not say which addresses it has{0}.': 'La machine ne dit pas quelles adresses elle a{0}.',
  'It is reached at {0}, and has the address {1} itself{2}: something translates addresses in between.':
    'On l’atteint à {0}, et elle a elle-même l’adresse {1}{2} : quelque chose traduit les adresses entre les deux.',
  'Forward the node’s ports there, too, and name the outside address when you add the node (advertise address).':
    'Redirigez-y aussi les ports du nœud, et indiquez l’adresse extérieure en ajoutant le nœud (adresse annoncée).',
  'open files': 'fichiers ouverts',
  '/dev/shm in bytes': '/dev/shm en octets',
  'Sockets, queues and open files suit many viewers.':
    'Sockets, files d’attente et fichiers ouverts suffisent à de nombreux spectateurs.',
  '/dev/shm is not mounted': '/dev/shm n’est pas monté',
  '{0} is {1}, {2} is better': '{0} : {1}, mieux vaut {2}',
  'A node runs as it is; with many viewers, or relays over QUIC, raise it: {0}':
    'Un nœud tourne tel quel ; avec de nombreux spectateurs ou des relais par QUIC, augmentez cela : {0}',
  'Raise the limits': 'Augmenter les limites',
  'A node itself keeps nothing in /dev/shm, and a container has one of its own; for what else runs there: sudo mount -t tmpfs -o nosuid,nodev,noexec,size=64M tmpfs /dev/shm, and the same in /etc/fstab.':
    'Un nœud ne garde rien dans /dev/shm, et un conteneur a le sien ; pour ce qui tourne d’autre : sudo mount -t tmpfs -o nosuid,nodev,noexec,size=64M tmpfs /dev/shm, et de même dans /etc/fstab.',
  'Raise DefaultLimitNOFILE in /etc/systemd/system.conf, then reboot.':
    'Augmentez DefaultLimitNOFILE dans /etc/systemd/system.conf, puis redémarrez.',
  'A node itself keeps nothing in /dev/shm; for what runs beside it: sudo mount -o remount,size=64M /dev/shm, and the same in /etc/fstab.':
    'Un nœud ne garde rien dans /dev/shm ; pour ce qui tourne à côté : sudo mount -o remount,size=64M /dev/shm, et de même dans /etc/fstab.',
  'Not looked at: there is no node beside the origin.': 'Non examiné : il n’y a pas de nœud à côté de l’origine.',
  'The node beside the origin answers at {0}.': 'Le nœud à côté de l’origine répond à {0}.',
  'The node beside the origin is known as {0}, which means the box itself there.':
    'Le nœud à côté de l’origine est connu comme {0}, ce qui y désigne la machine elle-même.',
  'Let the origin be known by an address of its network: headwater origin --advertise-host ADDRESS.':
    'Faites connaître l’origine par une adresse de son réseau : headwater origin --advertise-host ADRESSE.',
  'Could not be tried: the box has neither curl, wget nor bash.':
    'N’a pas pu être essayé : la machine n’a ni curl, ni wget, ni bash.',
  'From the box, open {0} by other means.': 'Depuis la machine, ouvrez {0} par un autre moyen.',
  'The box does not reach the node beside the origin at {0}{1}.':
    'La machine n’atteint pas le nœud à côté de l’origine à {0}{1}.',
  'A node pulls streams from there. Open that port in the firewalls of this computer and its router, too.':
    'C’est de là qu’un nœud tire les flux. Ouvrez aussi ce port dans les pare-feu de cet ordinateur et de son routeur.',
  'The box does not say how much memory it has.': 'La machine ne dit pas combien de mémoire elle a.',
  'Look for yourself: free -m': 'Regardez vous-même : free -m',
  'Give the box at least {0} of memory.': 'Donnez à la machine au moins {0} de mémoire.',
  'Enough for a few streams and some dozens of viewers; 1 GiB or more is better.':
    'Assez pour quelques flux et quelques dizaines de spectateurs ; 1 GiB ou plus vaut mieux.',
  'A share of a processor is used up by some dozens of viewers: give the box one or more.':
    'Une part de processeur est épuisée par quelques dizaines de spectateurs : donnez-en un ou plus à la machine.',
  '{0} of memory': '{0} de mémoire',
  '{0} of memory, 1 processor': '{0} de mémoire, 1 processeur',
  '{0} of memory, {1} processors': '{0} de mémoire, {1} processeurs',
  'A node': 'Un nœud',
  'Node {0}': 'Le nœud {0}',
  '{0} of another cluster ({1}{2}) is on this box.': '{0} d’un autre cluster ({1}{2}) est sur cette machine.',
  'Headwater does not take a box from another cluster. Decommission it from its own origin first, or choose another box.':
    'Headwater ne prend pas de machine à un autre cluster. Mettez-la d’abord hors service depuis son origine, ou prenez-en une autre.',
  'The box is free.': 'La machine est libre.',
  '{0} of this cluster runs there already; it is kept as it is where it is so already.':
    '{0} de ce cluster y tourne déjà ; ce qui est déjà ainsi reste tel quel.',
  '{0} is there, but does not run.': '{0} est là, mais ne tourne pas.',
  'Something of a node is there, but not all of it.': 'Il y a là une partie d’un nœud, mais pas tout.',
  'An earlier attempt was not finished, or somebody stopped it. Going on completes it.':
    'Une tentative n’a pas été achevée, ou quelqu’un l’a arrêtée. Continuer la complète.',
  '{0} of this cluster runs there in version {1}, and this origin is {2}.':
    '{0} de ce cluster y tourne en version {1}, et cette origine est en {2}.',
  'The node is newer: bring this origin up to its version first. Going on would take the node back.':
    'Le nœud est plus récent : mettez d’abord cette origine à sa version. Continuer ferait reculer le nœud.',
  'Going on replaces it at once. To move its viewers away first, use an upgrade (headwater edge upgrade).':
    'Continuer le remplace aussitôt. Pour déplacer d’abord ses spectateurs, passez par une mise à jour (headwater edge upgrade).',
  'Not looked at: no name was given.': 'Non examiné : aucun nom n’a été donné.',
  '{0} is free, or this box’s own.': '{0} est libre, ou celui de cette machine.',
  'Another node is called {0}, and it is {1}.': 'Un autre nœud s’appelle {0}, et il est {1}.',
  'Give this one another name. If this box takes its place, evict the other one first.':
    'Donnez un autre nom à celui-ci. Si cette machine prend sa place, retirez d’abord l’autre.',
  'Not looked at: no address of the origin was given.': 'Non examiné : aucune adresse de l’origine n’a été donnée.',
  'The origin answers at {0}.': 'L’origine répond à {0}.',
  'Something accepts connections at {0}; no tool on the box to ask who (curl, wget).':
    'Quelque chose accepte des connexions à {0} ; aucun outil sur la machine pour demander qui (curl, wget).',
  'The origin’s address {0} means the box itself there: other machines cannot reach this origin.':
    'L’adresse {0} de l’origine y désigne la machine elle-même : d’autres machines ne peuvent pas atteindre cette origine.',
  'Let the origin listen on a network address: headwater origin --host 0.0.0.0 (or name one with --advertise-host).':
    'Faites écouter l’origine sur une adresse du réseau : headwater origin --host 0.0.0.0 (ou indiquez-en une avec --advertise-host).',
  'From the box, open {0}/health by other means.': 'Depuis la machine, ouvrez {0}/health par un autre moyen.',
  'The box does not know the name {0} ({1}).': 'La machine ne connaît pas le nom {0} ({1}).',
  'Mend name resolution on the box (/etc/resolv.conf, resolvectl status), or let the origin be known by an address (--advertise-host).':
    'Réparez la résolution de noms sur la machine (/etc/resolv.conf, resolvectl status), ou faites connaître l’origine par une adresse (--advertise-host).',
  'The box does not reach the origin at {0}{1}.': 'La machine n’atteint pas l’origine à {0}{1}.',
  'Open that port in the firewalls of this computer and its router, or give the origin an address the box can reach (--advertise-host).':
    'Ouvrez ce port dans les pare-feu de cet ordinateur et de son routeur, ou donnez à l’origine une adresse que la machine peut atteindre (--advertise-host).',
  'Not looked at.': 'Non examiné.',
  '{0} shows a certificate of the origin’s own authority.':
    '{0} montre un certificat de l’autorité propre de l’origine.',
  '{0} shows a certificate that the box trusts.': '{0} montre un certificat auquel la machine fait confiance.',
  '{0} shows the box a certificate that neither the origin’s authority nor any other one vouches for.':
    '{0} montre à la machine un certificat dont ni l’autorité de l’origine ni aucune autre ne répond.',
  'Something stands in between and opens TLS: a proxy, or somebody. Let the box reach the origin without it.':
    'Quelque chose s’interpose et ouvre TLS : un proxy, ou quelqu’un. Faites que la machine atteigne l’origine sans cela.',
  'There is no TLS at {0}, seen from the box.': 'Vu de la machine, il n’y a pas de TLS à {0}.',
  'A proxy in between takes it away, or the origin’s port is another one.':
    'Un proxy l’enlève en chemin, ou le port de l’origine est un autre.',
  'TLS to {0} was not agreed on{1}.': 'TLS vers {0} n’a pas été convenu{1}.',
  'See the way to the origin, above.': 'Voir plus haut, le chemin vers l’origine.',
  'None run there.': 'Aucun n’y tourne.',
  'Docker does not answer, and a container runs all the same.':
    'Docker ne répond pas, et un conteneur tourne quand même.',
  'Docker does not answer, and {0} containers run all the same.':
    'Docker ne répond pas, et {0} conteneurs tournent quand même.',
  'A restart of Docker, which may be what it needs, would stop what runs. Headwater does not restart it: choose the moment yourself.':
    'Un redémarrage de Docker, qu’il lui faut peut-être, arrêterait ce qui tourne. Headwater ne le redémarre pas : choisissez vous-même le moment.',
  'No other container runs there.': 'Aucun autre conteneur n’y tourne.',
  '{0} and {1} more': '{0} et {1} autres',
  '{0} would go on through a restart of Docker (live-restore).':
    '{0} continuerait pendant un redémarrage de Docker (live-restore).',
  'The upgrade that Docker needs restarts it, and that stops {0}.':
    'La mise à jour dont Docker a besoin le redémarre, et cela arrête {0}.',
  'Choose a moment when nobody needs them, or set "live-restore": true in /etc/docker/daemon.json and reload Docker before (sudo systemctl reload docker).':
    'Choisissez un moment où personne n’en a besoin, ou mettez d’abord "live-restore": true dans /etc/docker/daemon.json et rechargez Docker (sudo systemctl reload docker).',
  'A restart of Docker would stop {0}. Headwater never restarts it.':
    'Un redémarrage de Docker arrêterait {0}. Headwater ne le redémarre jamais.',
  '{0} runs there: another media server.': '{0} y tourne : un autre serveur de médias.',
  'It shares processors and network with the node, and may want the same ports (1935, 8080). Stop it, or give the node other ports.':
    'Il partage processeurs et réseau avec le nœud, et veut peut-être les mêmes ports (1935, 8080). Arrêtez-le, ou donnez d’autres ports au nœud.',
  'No other server runs there.': 'Aucun autre serveur n’y tourne.',
  '{0} runs there, which does no harm as long as the ports differ.':
    '{0} y tourne, ce qui ne gêne pas tant que les ports diffèrent.',
  'There is no dpkg on the box.': 'Il n’y a pas de dpkg sur la machine.',
  'Nothing can be installed there but what Headwater brings.':
    'On ne peut rien y installer d’autre que ce qu’apporte Headwater.',
  '{0} (process {1}) is installing packages just now.': '{0} (processus {1}) installe des paquets en ce moment.',
  'A machine that has just booted updates itself; wait a few minutes. Headwater waits for it, too, for a while.':
    'Une machine qui vient de démarrer se met à jour ; attendez quelques minutes. Headwater aussi l’attend un moment.',
  'Some packages are half installed.': 'Certains paquets sont installés à moitié.',
  'Finish them first: {0}': 'Terminez-les d’abord : {0}',
  'Finish half installed packages': 'Terminer les paquets installés à moitié',
  'Nobody is using it.': 'Personne ne s’en sert.',
  'The box does not say which ports are in use.': 'La machine ne dit pas quels ports sont utilisés.',
  'Look for yourself: sudo ss -ltnp.': 'Regardez vous-même : sudo ss -ltnp.',
  'Free: {0}.': 'Libres : {0}.',
  'The Headwater node on the box holds its ports: {0}.': 'Le nœud Headwater de la machine tient ses ports : {0}.',
  'Stop what holds it (find it with: {0}), or give the node other ports.':
    'Arrêtez ce qui le tient (pour le trouver : {0}), ou donnez d’autres ports au nœud.',
  'Stop {0} (where it is a service: {1}), or give the node other ports.':
    'Arrêtez {0} (si c’est un service : {1}), ou donnez d’autres ports au nœud.',
  'Port {0} ({1}) is in use by a program the box does not name.':
    'Le port {0} ({1}) est utilisé par un programme que la machine ne nomme pas.',
  'Port {0} ({1}) is in use by {2}.': 'Le port {0} ({1}) est utilisé par {2}.',
  '{0} (process {1})': '{0} (processus {1})',
  'The node listens on TCP {0}.': 'Le nœud écoute en TCP sur {0}.',
  'Logged in as root.': 'Connecté comme root.',
  'User {0} may use sudo without a password.': 'L’utilisateur {0} peut employer sudo sans mot de passe.',
  'User {0} may use sudo with the given password.': 'L’utilisateur {0} peut employer sudo avec le mot de passe donné.',
  'User {0} is not root, and sudo is not installed.': 'L’utilisateur {0} n’est pas root, et sudo n’est pas installé.',
  'Log in as root, or install sudo (as root: apt-get install -y sudo) and let {0} use it.':
    'Connectez-vous comme root, ou installez sudo (comme root : apt-get install -y sudo) et autorisez-le à {0}.',
  'sudo did not take the given password of user {0}.':
    'sudo n’a pas accepté le mot de passe donné de l’utilisateur {0}.',
  'User {0} may not use sudo, or the given password is not the one sudo asks for.':
    'L’utilisateur {0} ne peut pas employer sudo, ou le mot de passe donné n’est pas celui que sudo demande.',
  'Enter the password that sudo asks {0} for, or allow sudo without one, as root: {1}':
    'Saisissez le mot de passe que sudo demande à {0}, ou autorisez sudo sans mot de passe, comme root : {1}',
  'This user needs a password for sudo.': 'Cet utilisateur a besoin d’un mot de passe pour sudo.',
  'Enter it once (kept in memory for this check only) or allow passwordless sudo, as root: {0}':
    'Saisissez-le une fois (gardé en mémoire pour cette vérification seulement), ou autorisez sudo sans mot de passe, comme root : {0}',
  'User {0} is not root and seems not to be allowed to use sudo.':
    'L’utilisateur {0} n’est pas root et ne semble pas pouvoir employer sudo.',
  'Log in as another user, or as root: {0}': 'Connectez-vous comme un autre utilisateur, ou comme root : {0}',
  'systemd does not run.': 'systemd ne tourne pas.',
  'systemd does not run; process 1 is {0}.': 'systemd ne tourne pas ; le processus 1 est {0}.',
  'Run the node in Docker with a restart policy, or start it from this system’s own service manager: otherwise it does not come back after a reboot.':
    'Faites tourner le nœud dans Docker, ou démarrez-le depuis le gestionnaire de services de ce système : sinon il ne revient pas après un redémarrage.',
  'systemd is still starting the box.': 'systemd démarre encore la machine.',
  'Wait until it has started, then check again.': 'Attendez qu’elle ait démarré, puis vérifiez de nouveau.',
  'systemd is in the state {0}.': 'systemd est dans l’état {0}.',
  'Bring the box back to normal operation, then check again.':
    'Ramenez la machine à son fonctionnement normal, puis vérifiez de nouveau.',
  'systemd runs; some other service of the box has failed.':
    'systemd tourne ; un autre service de la machine est en panne.',
  'systemd runs.': 'systemd tourne.',
  'User {0} may run commands.': 'L’utilisateur {0} peut exécuter des commandes.',
  'The password of user {0} has expired; the box runs nothing until it is changed.':
    'Le mot de passe de l’utilisateur {0} a expiré ; la machine n’exécute rien tant qu’il n’est pas changé.',
  'Log in once by hand with ssh and set a new one.':
    'Connectez-vous une fois à la main avec ssh et fixez-en un nouveau.',
  'The login of user {0} runs no commands.': 'La session de l’utilisateur {0} n’exécute aucune commande.',
  'The login of user {0} runs no commands; it says: {1}':
    'La session de l’utilisateur {0} n’exécute aucune commande ; elle dit : {1}',
  'Use a user with an ordinary shell (chsh -s /bin/sh), without a forced command in authorized_keys.':
    'Prenez un utilisateur avec un shell ordinaire (chsh -s /bin/sh), sans commande imposée dans authorized_keys.',
}
