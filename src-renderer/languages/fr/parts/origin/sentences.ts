import type { SentenceTexts } from '../../../../parts/origin/sentences.ts'

export const texts: SentenceTexts = {
  words: {
    'The new version': 'La nouvelle version',
    'The node with other settings': 'Le nœud avec d’autres réglages',
    'its program ends again and again': 'son programme s’arrête sans cesse',
    alive: 'vivant',
    suspect: 'suspect',
    offline: 'hors ligne',
    joining: 'en train de rejoindre',
    left: 'parti',
  },
  sentences: {
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
    'User {0} may use sudo with the given password.':
      'L’utilisateur {0} peut employer sudo avec le mot de passe donné.',
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
    'There is no node on {0}: neither our container nor the service {1}.':
      'Il n’y a pas de nœud sur {0} : ni notre conteneur ni le service {1}.',
    'Provision it instead.': 'Installez-le plutôt.',
    'The node on {0} has never joined a cluster.': 'Le nœud sur {0} n’a jamais rejoint de cluster.',
    'Provision the box: what is there is gone on with.': 'Installez la machine : ce qui s’y trouve est repris.',
    'The node on {0} is {1} of cluster {2}, and this is cluster {3}. It was left as it is.':
      'Le nœud sur {0} est {1} du cluster {2}, et celui-ci est le cluster {3}. Il est resté tel quel.',
    'Only a node of this cluster is taken back. If that cluster is no more, remove the node from the box (install.sh --uninstall, or docker rm -f headwater-node and its data), then provision it.':
      'Seul un nœud de ce cluster est repris. Si l’autre cluster n’existe plus, retirez le nœud de la machine (install.sh --uninstall, ou docker rm -f headwater-node et ses données), puis installez-la.',
    'Another node here is called {0}, too: {1}.': 'Un autre nœud s’appelle aussi {0} ici : {1}.',
    'Evict that one if the box replaces it, then resume the run.':
      'Retirez celui-là si la machine le remplace, puis reprenez l’opération.',
    'The node on {0} does not run.': 'Le nœud sur {0} ne tourne pas.',
    'Start it (sudo docker start headwater-node, or sudo systemctl start headwater-node), then resume the run.':
      'Démarrez-le (sudo docker start headwater-node ou sudo systemctl start headwater-node), puis reprenez l’opération.',
    '{0} cannot be written on {1}.': '{0} ne peut pas être écrit sur {1}.',
    'Is the disk full, or the file system read-only?':
      'Le disque est-il plein, ou le système de fichiers en lecture seule ?',
    '{0} enrolled here, and {1}.': '{0} s’est inscrit ici, et {1}.',
    'Can the box reach this origin? See the log of the node.':
      'La machine atteint-elle cette origine ? Voir le journal du nœud.',
    'The heartbeats of the node of {0} stopped coming.': 'Les battements du nœud de {0} ne viennent plus.',
    'See its log on the box, then resume the run.': 'Voyez son journal sur la machine, puis reprenez l’opération.',
    'Not all of the node could be removed from {0}.': 'Tout du nœud n’a pas pu être retiré de {0}.',
    'See below what the box said; resume the run to go on.':
      'Voyez ci-dessous ce qu’a dit la machine ; reprenez l’opération pour continuer.',
    'Something of the node is still on {0}.': 'Il reste quelque chose du nœud sur {0}.',
    'Resume the run to go on.': 'Reprenez l’opération pour continuer.',
    'The node on {0} is {1}, not the one that this run is about. Nothing was removed.':
      'Le nœud sur {0} est {1}, pas celui dont il s’agit. Rien n’a été retiré.',
    'Give the address of the right box; where that is gone, evict the node.':
      'Donnez l’adresse de la bonne machine ; si elle n’existe plus, retirez le nœud.',
    'Docker is still on {0}.': 'Docker est encore sur {0}.',
    'Not all files of the node could be removed from {0}.':
      'Tous les fichiers du nœud n’ont pas pu être retirés de {0}.',
    'Still on {0}: {1}.': 'Encore sur {0} : {1}.',
    'The node is a member still.': 'Le nœud est encore membre.',
    'Resume the run.': 'Reprenez l’opération.',
    '{0} takes work again: {1} resumed it.': '{0} travaille de nouveau : {1} l’a remis au travail.',
    'Resume the run to take it out again, or cancel it.':
      'Reprenez l’opération pour le retirer de nouveau, ou annulez-la.',
    'There is no node on {0}: neither the container {1} nor the service {2}.':
      'Il n’y a pas de nœud sur {0} : ni le conteneur {1} ni le service {2}.',
    'Is it the right box? One that is gone is taken off the list with Forget (DELETE /api/v1/nodes/ID).':
      'Est-ce la bonne machine ? Celle qui n’existe plus se retire de la liste avec Oublier (DELETE /api/v1/nodes/ID).',
    'The node on {0} is {1}, not the one that this run is about. Nothing was changed.':
      'Le nœud sur {0} est {1}, pas celui dont il s’agit. Rien n’a été modifié.',
    'Begin the run for that node, or give the address of the right box.':
      'Lancez l’opération pour ce nœud-là, ou donnez l’adresse de la bonne machine.',
    'The node of {0} is no member any more.': 'Le nœud de {0} n’est plus membre.',
    'It was evicted or retired.': 'Il a été retiré ou mis hors service.',
    'Another node is called {0}, and it is {1}. Nothing was changed.':
      'Un autre nœud s’appelle {0}, et il est {1}. Rien n’a été modifié.',
    'Give this one another name. If it takes the place of the other one, evict that first.':
      'Donnez un autre nom à celui-ci. S’il prend la place de l’autre, retirez d’abord celui-là.',
    'The node of {0} could not be started again.': 'Le nœud de {0} n’a pas pu être redémarré.',
    'See below what the box said.': 'Voyez ci-dessous ce qu’a dit la machine.',
    'The node of {0} is not back: {1}. It stays fenced: it gets no work.':
      'Le nœud de {0} n’est pas revenu : {1}. Il reste isolé : il ne reçoit pas de travail.',
    'See its log below, mend what it says, then resume the run.':
      'Voyez son journal ci-dessous, réparez ce qu’il dit, puis reprenez l’opération.',
    'The node of {0} could not enrol anew: {1}': 'Le nœud de {0} n’a pas pu s’inscrire de nouveau : {1}',
    'Does it run (see its log), and can the box reach this origin? Nothing has changed on it.':
      'Tourne-t-il (voir son journal), et la machine atteint-elle cette origine ? Rien n’y a changé.',
    'The new version cannot be unpacked on {0}.': 'La nouvelle version ne peut pas être déballée sur {0}.',
    'Is the disk full (df -h /opt)?': 'Le disque est-il plein (df -h /opt) ?',
    'The new version is not on {0}.': 'La nouvelle version n’est pas sur {0}.',
    'The node of {0} was installed as a Debian package, and not into {1}.':
      'Le nœud de {0} a été installé comme paquet Debian, et non dans {1}.',
    'Upgrade the package on the box: sudo apt-get install ./headwater-node_VERSION_ARCH.deb':
      'Mettez le paquet à jour sur la machine : sudo apt-get install ./headwater-node_VERSION_ARCH.deb',
    '{0} did not prove itself on {1}: {2}. What was there before serves again, and nothing else has changed.':
      '{0} n’a pas fait ses preuves sur {1} : {2}. Ce qui s’y trouvait auparavant sert de nouveau, et rien d’autre n’a changé.',
    'See below what it said. Mend that, then resume the run to try again; or cancel it.':
      'Voyez ci-dessous ce qui a été dit. Réparez cela, puis reprenez l’opération pour réessayer ; ou annulez-la.',
    '{0} did not prove itself on {1} ({2}), and what was there before did not come back either: {3}. {4} stays fenced: it gets no work.':
      '{0} n’a pas fait ses preuves sur {1} ({2}), et ce qui s’y trouvait auparavant n’est pas revenu non plus : {3}. {4} reste isolé : il ne reçoit pas de travail.',
    'See on the box why it does not run, start it, and resume the node; or resume the run to try again.':
      'Voyez sur la machine pourquoi il ne tourne pas, démarrez-le et remettez le nœud au travail ; ou reprenez l’opération pour réessayer.',
    'The node of {0} could not be stopped or started.': 'Le nœud de {0} n’a pas pu être arrêté ou démarré.',
    'What served before on {0} cannot be removed.': 'Ce qui servait auparavant sur {0} ne peut pas être retiré.',
    'The node of {0} is a service, without Docker: {1} cannot be brought to it. Nothing was changed.':
      'Le nœud de {0} est un service, sans Docker : {1} ne peut pas y être apporté. Rien n’a été modifié.',
    'Leave the image out: the version of this origin is brought. For an image, decommission it and provision the box again in a container.':
      'Omettez l’image : la version de cette origine est apportée. Pour une image, mettez-le hors service et réinstallez la machine dans un conteneur.',
    'What an earlier run left on {0} cannot be removed.':
      'Ce qu’une opération antérieure a laissé sur {0} ne peut pas être retiré.',
    '{0} of {1} cannot be read: {2}': '{0} de {1} ne peut pas être lu : {2}',
    'Mend it on the box, then resume the run.': 'Réparez cela sur la machine, puis reprenez l’opération.',
    'The box or its network may be very slow. Resume the run: it goes on with this step.':
      'La machine ou son réseau est peut-être très lent. Reprenez l’opération : elle continue à cette étape.',
    '{0} was not over within {1}.': '{0} n’était pas terminé au bout de {1}.',
    'Then resume the run: the box is looked at again.':
      'Puis reprenez l’opération : la machine est examinée de nouveau.',
    '{0} cannot become a node as it is. {1}': '{0} ne peut pas devenir un nœud en l’état. {1}',
    'The lists of packages of {0} could not be read anew.': 'Les listes de paquets de {0} n’ont pas pu être relues.',
    'See that its sources (/etc/apt/sources.list) can be reached from there: sudo apt-get update. Then resume the run.':
      'Veillez à ce que ses sources (/etc/apt/sources.list) soient joignables de là : sudo apt-get update. Puis reprenez l’opération.',
    'The package sources of {0} have no {1}.': 'Les sources de paquets de {0} n’ont pas {1}.',
    'Debian and Ubuntu carry it in main and universe: see /etc/apt/sources.list and /etc/apt/sources.list.d there. Or install Docker yourself, or choose a node without Docker.':
      'Debian et Ubuntu l’ont dans main et universe : voyez-y /etc/apt/sources.list et /etc/apt/sources.list.d. Ou installez Docker vous-même, ou choisissez un nœud sans Docker.',
    '{0} cannot be installed on {1} as it is.': '{0} ne peut pas être installé sur {1} en l’état.',
    '{0} could not be installed on {1}.': '{0} n’a pas pu être installé sur {1}.',
    'What was installed on {0} could not be removed.': 'Ce qui a été installé sur {0} n’a pas pu être retiré.',
    'Another program on {0} has held the package manager for two minutes (updates at boot do that). Resume the run when it is done.':
      'Un autre programme sur {0} tient le gestionnaire de paquets depuis deux minutes (les mises à jour au démarrage font cela). Reprenez l’opération quand il a fini.',
    'What apt said is below; mend it on the box (sudo apt-get install -f), then resume the run.':
      'Ce qu’a dit apt est ci-dessous ; réparez-le sur la machine (sudo apt-get install -f), puis reprenez l’opération.',
    '{0} or {1} of {2} is not as it was written.': '{0} ou {1} de {2} n’est pas tel qu’il a été écrit.',
    'Does something else on the box write there? Resume the run to write it again.':
      'Autre chose écrit-il là sur la machine ? Reprenez l’opération pour le réécrire.',
    '{0} is the node {1} already.': '{0} est déjà le nœud {1}.',
    'Give {0} as its name, or decommission it first.': 'Donnez {0} comme nom, ou mettez-le d’abord hors service.',
    '{0} runs a node that belongs to the origin at {1}.': 'Sur {0} tourne un nœud qui appartient à l’origine à {1}.',
    'If that one is lost, adopt the box instead. Else remove the node there first.':
      'Si celle-ci est perdue, adoptez plutôt la machine. Sinon, retirez-y d’abord le nœud.',
    '{0} or {1} cannot be written on {2}.': '{0} ou {1} ne peut pas être écrit sur {2}.',
    'Is the disk full (df -h), or the file system read-only? Mend that, then resume the run.':
      'Le disque est-il plein (df -h), ou le système de fichiers en lecture seule ? Réparez cela, puis reprenez l’opération.',
    'Docker was installed on {0}, but its engine does not answer after {1} s.':
      'Docker a été installé sur {0}, mais son moteur ne répond pas après {1} s.',
    'See on the box why it did not start: sudo systemctl status docker. Then resume the run.':
      'Voyez sur la machine pourquoi il n’a pas démarré : sudo systemctl status docker. Puis reprenez l’opération.',
    'The docker command of {0} is Podman’s stand-in.': 'La commande docker de {0} est celle de remplacement de Podman.',
    'Headwater needs Docker itself. On Debian: sudo apt-get remove podman-docker. Then resume the run, and Docker is installed; or choose a node without Docker.':
      'Headwater a besoin de Docker lui-même. Sous Debian : sudo apt-get remove podman-docker. Puis reprenez l’opération, et Docker est installé ; ou choisissez un nœud sans Docker.',
    'Docker was installed on {0} as a snap, which keeps it from files it needs.':
      'Docker a été installé sur {0} comme snap, ce qui le prive de fichiers dont il a besoin.',
    'Remove it (sudo snap remove docker), then resume the run, and Docker is installed from the distribution; or choose a node without Docker.':
      'Retirez-le (sudo snap remove docker), puis reprenez l’opération, et Docker est installé depuis la distribution ; ou choisissez un nœud sans Docker.',
    'Docker is installed on {0}, but its engine does not answer.':
      'Docker est installé sur {0}, mais son moteur ne répond pas.',
    'It is not ours to restart: see what it says below, start it (sudo systemctl enable --now docker), then resume the run.':
      'Ce n’est pas à nous de le redémarrer : voyez ce qu’il dit ci-dessous, démarrez-le (sudo systemctl enable --now docker), puis reprenez l’opération.',
    'Docker {0} of {1} is older than Headwater can use.':
      'Docker {0} de {1} est plus ancien que ce que Headwater peut utiliser.',
    'Upgrade it to 20.10 or later, or choose a node without Docker.':
      'Mettez-le à jour en 20.10 ou plus récent, ou choisissez un nœud sans Docker.',
    '{0} has no Docker, and no apt to install it with.': '{0} n’a pas Docker, ni apt pour l’installer.',
    'Install Docker there yourself, or choose a node without Docker; then resume the run.':
      'Installez-y Docker vous-même, ou choisissez un nœud sans Docker ; puis reprenez l’opération.',
    'The engine of {0} took {1}, but does not have it.': 'Le moteur de {0} a pris {1}, mais ne l’a pas.',
    'Is its disk full? (df -h /var/lib/docker) Make room, then resume the run.':
      'Son disque est-il plein ? (df -h /var/lib/docker) Faites de la place, puis reprenez l’opération.',
    '{0} is a {1}; Headwater brings nodes for x86_64 and arm64.':
      '{0} est {1} ; Headwater apporte des nœuds pour x86_64 et arm64.',
    '{0} cannot be removed.': '{0} ne peut pas être retiré.',
    'The disk of {0} is full: the image does not fit.': 'Le disque de {0} est plein : l’image n’y tient pas.',
    'Make room where Docker keeps its images (df -h /var/lib/docker), then resume the run.':
      'Faites de la place là où Docker garde ses images (df -h /var/lib/docker), puis reprenez l’opération.',
    'See on the box what Docker says: sudo journalctl -u docker -n 20':
      'Voyez sur la machine ce que dit Docker : sudo journalctl -u docker -n 20',
    '{0} could not pull {1}: {2}': '{0} n’a pas pu tirer {1} : {2}',
    'See that the box reaches the registry, and may read there (docker login on the box). Or leave the image out, and this origin brings its own.':
      'Veillez à ce que la machine atteigne le registre et puisse y lire (docker login sur la machine). Ou omettez l’image, et cette origine apporte la sienne.',
    'The node’s program was brought to {0}, and does not run there.':
      'Le programme du nœud a été apporté sur {0} et n’y tourne pas.',
    'What it said is below. Is something on the box in its way (noexec on /opt, an old libc)?':
      'Ce qu’il a dit est ci-dessous. Quelque chose le gêne-t-il sur la machine (noexec sur /opt, une vieille libc) ?',
    'The service of the node could not be taken away from {0}.': 'Le service du nœud n’a pas pu être retiré de {0}.',
    'What the box said is below. Mend that, then undo the run again.':
      'Ce qu’a dit la machine est ci-dessous. Réparez cela, puis annulez de nouveau l’opération.',
    'systemd does not run on {0}; process 1 is {1}.': 'systemd ne tourne pas sur {0} ; le processus 1 est {1}.',
    'A service needs it to come back after a reboot. Choose the form container (Docker), or a box with systemd.':
      'Un service en a besoin pour revenir après un redémarrage. Choisissez la forme conteneur (Docker), ou une machine avec systemd.',
    'The node’s program could not be installed on {0}.': 'Le programme du nœud n’a pas pu être installé sur {0}.',
    'What the box said is below. Is the disk full (df -h /opt), or the file system read-only? Mend that, then resume the run.':
      'Ce qu’a dit la machine est ci-dessous. Le disque est-il plein (df -h /opt), ou le système de fichiers en lecture seule ? Réparez cela, puis reprenez l’opération.',
    '{0} was started on {1}, and does not run.': '{0} a été démarré sur {1} et ne tourne pas.',
    'The last lines of its log are below; all of it: sudo journalctl -u headwater-node. Mend that, then resume the run.':
      'Les dernières lignes de son journal sont ci-dessous ; tout : sudo journalctl -u headwater-node. Réparez cela, puis reprenez l’opération.',
    'Did somebody remove it? Resume the run.': 'Quelqu’un l’a-t-il retiré ? Reprenez l’opération.',
    'It ended with code {0}: sudo docker logs {1}': 'Il s’est terminé avec le code {0} : sudo docker logs {1}',
    '{0} has a container {1} that Headwater did not make.': '{0} a un conteneur {1} que Headwater n’a pas créé.',
    'Look what it is (sudo docker inspect {0}), rename or remove it, then resume the run.':
      'Voyez ce que c’est (sudo docker inspect {0}), renommez-le ou retirez-le, puis reprenez l’opération.',
    'A test stream is not let in: policies of this installation want a key or a signed address for headwater/check-… ({0}).':
      'Un flux de test n’est pas admis : les règles de cette installation exigent une clé ou une adresse signée pour headwater/check-… ({0}).',
    'The node itself has joined. Make a signing key for headwater/*, or leave that path open, then resume the run.':
      'Le nœud lui-même a rejoint. Créez une clé de signature pour headwater/*, ou laissez ce chemin ouvert, puis reprenez l’opération.',
    '{0} answers at {1}, and does not play the test stream: {2}.':
      '{0} répond à {1} et ne joue pas le flux de test : {2}.',
    'Can the box reach the node beside the origin, on its media port? The node pulls the stream from there. See its log, then resume the run.':
      'La machine atteint-elle le nœud à côté de l’origine, à son port média ? C’est de là que le nœud tire le flux. Voyez son journal, puis reprenez l’opération.',
    '{0} has joined, but this origin cannot reach it at {1}: {2}. Viewers most likely cannot either.':
      '{0} a rejoint, mais cette origine ne peut pas l’atteindre à {1} : {2}. Les spectateurs non plus, sans doute.',
    'Open TCP port {0} on the box (sudo ufw allow {1}/tcp, or nftables) and in your provider’s firewall or security group; then resume the run. Is it the right address? Give the node another one with advertise_address.':
      'Ouvrez le port TCP {0} sur la machine (sudo ufw allow {1}/tcp, ou nftables) et dans le pare-feu ou le groupe de sécurité de votre hébergeur ; puis reprenez l’opération. Est-ce la bonne adresse ? Donnez-en une autre au nœud avec advertise_address.',
    'A port of the node is taken on {0} by another program.':
      'Un port du nœud est pris sur {0} par un autre programme.',
    'Port {0} is taken on {1} by another program.': 'Le port {0} est pris sur {1} par un autre programme.',
    'See which one: {0}. Stop it, or give the node another port; then resume the run.':
      'Voyez lequel : {0}. Arrêtez-le, ou donnez un autre port au nœud ; puis reprenez l’opération.',
    'The clock of {0} and that of the origin differ too much: it does not take the origin’s certificate for valid.':
      'L’horloge de {0} et celle de l’origine diffèrent trop : le certificat de l’origine n’y est pas tenu pour valable.',
    'Set it right there: sudo timedatectl set-ntp true. Then resume the run.':
      'Mettez-la à l’heure : sudo timedatectl set-ntp true. Puis reprenez l’opération.',
    'The origin did not take the node of {0} in.': 'L’origine n’a pas admis le nœud de {0}.',
    'The last lines of its log, below, say why. Resume the run, and it gets a new token.':
      'Les dernières lignes de son journal, ci-dessous, disent pourquoi. Reprenez l’opération, et il reçoit un nouveau jeton.',
    'What answers at {0} is not this origin, as {1} sees it.':
      'Ce qui répond à {0} n’est pas cette origine, vu de {1}.',
    'Is there a proxy that ends TLS, or another machine at that address? Name an address of this origin itself (origin_url), then begin again.':
      'Y a-t-il un proxy qui termine TLS, ou une autre machine à cette adresse ? Indiquez une adresse de cette origine même (origin_url), puis recommencez.',
    '{0} cannot reach this origin at {1}.': '{0} ne peut pas atteindre cette origine à {1}.',
    'Try it there: curl -k {0}/ready. Open that port towards the origin, or name an address that the box can reach (origin_url); then resume the run.':
      'Essayez là-bas : curl -k {0}/ready. Ouvrez ce port vers l’origine, ou indiquez une adresse que la machine peut atteindre (origin_url) ; puis reprenez l’opération.',
    'The node of {0} runs, and did not join.': 'Le nœud de {0} tourne et n’a pas rejoint.',
    'The last lines of its log are below. Resume the run to wait for it again.':
      'Les dernières lignes de son journal sont ci-dessous. Reprenez l’opération pour l’attendre de nouveau.',
    'Node {0} is lost': 'Le nœud {0} est perdu',
    'Its viewers are sent to other nodes. Check the machine and its network.':
      'Ses spectateurs sont envoyés vers d’autres nœuds. Vérifiez la machine et son réseau.',
    '{0} heartbeats missed in a row, one each {1} s': '{0} battements manqués de suite, un toutes les {1} s',
    'It published no stream.': 'Aucun flux n’y était publié.',
    'Published there: {0} and {1} more.': 'Publiés là : {0} et {1} autres.',
    'Published there: {0}.': 'Publiés là : {0}.',
    'The clock of node {0} is {1} s ahead': 'L’horloge du nœud {0} avance de {1} s',
    'The clock of node {0} is {1} s behind': 'L’horloge du nœud {0} retarde de {1} s',
    'Certificates, signed addresses and tokens are refused when clocks are far apart. Let the machine keep time (systemd-timesyncd or chrony).':
      'Les certificats, les adresses signées et les jetons sont refusés quand les horloges sont trop éloignées. Laissez la machine se mettre à l’heure (systemd-timesyncd ou chrony).',
    '{0} s ahead of the origin’s clock at its last heartbeat':
      'en avance de {0} s sur l’horloge de l’origine au dernier battement',
    '{0} s behind the origin’s clock at its last heartbeat':
      'en retard de {0} s sur l’horloge de l’origine au dernier battement',
    'The disk of node {0} has little room left': 'Il reste peu de place sur le disque du nœud {0}',
    'Streams go on. But its next version needs room, and a full disk takes its logs and what it keeps for the time without an origin. On the machine, `docker system df`, `journalctl --disk-usage` and `du -xh /` tell what takes it.':
      'Les flux continuent. Mais sa prochaine version a besoin de place, et un disque plein le prive de ses journaux et de ce qu’il garde pour le temps sans origine. Sur la machine, `docker system df`, `journalctl --disk-usage` et `du -xh /` disent ce qui l’occupe.',
    '{0} of {1} GiB free': '{0} sur {1} Gio libres',
    'Node {0} runs version {1}': 'Le nœud {0} exécute la version {1}',
    'The origin runs {0}. They understand one another, but a node of another version lacks what came since.':
      'L’origine exécute {0}. Ils se comprennent, mais il manque à un nœud d’une autre version ce qui est venu depuis.',
    'node {0}, origin {1}': 'nœud {0}, origine {1}',
    'The connection from {0} broke off, without an end of the stream':
      'La connexion depuis {0} s’est rompue sans fin du flux',
    'The publisher of {0} is gone': 'L’émetteur de {0} a disparu',
    'Nothing comes in on node {0}. Check the encoder and the line between them; it goes on where it was as soon as it is back.':
      'Rien n’arrive sur le nœud {0}. Vérifiez l’encodeur et la ligne entre eux ; tout reprend où c’était dès son retour.',
    '1 viewer when it was lost': '1 spectateur au moment de la perte',
    '{0} viewers when it was lost': '{0} spectateurs au moment de la perte',
    '{0} comes in at {1} % of its usual bit rate': '{0} arrive à {1} % de son débit habituel',
    'The line of the encoder is short of room, or the encoder of processor. Viewers see it freeze or blur.':
      'La ligne de l’encodeur manque de débit, ou l’encodeur de processeur. Les spectateurs voient l’image se figer ou devenir floue.',
    '{0} kbit/s now, {1} kbit/s in the median of five minutes':
      '{0} kbit/s maintenant, {1} kbit/s en médiane sur cinq minutes',
    '1 day': '1 jour',
    'The origin’s disk has little room left': 'Il reste peu de place sur le disque de l’origine',
    'The origin’s disk is full or nearly so': 'Le disque de l’origine est plein ou presque',
    '{0} MB are free on the disk of {1}.': '{0} Mo sont libres sur le disque de {1}.',
    'Make room there before it is full.': 'Faites-y de la place avant qu’il soit plein.',
    'Streams go on; Activity waits in memory, and no backups are made. Make room there.':
      'Les flux continuent ; l’activité attend en mémoire, et aucune sauvegarde n’est faite. Faites-y de la place.',
    'The disk of {0} is full. Streams go on; changes are refused, Activity waits in memory, and no backups are made. Make room there: all goes on by itself.':
      'Le disque de {0} est plein. Les flux continuent ; les changements sont refusés, l’activité attend en mémoire, et aucune sauvegarde n’est faite. Faites-y de la place : tout reprend de soi-même.',
    'Put the next one in the place of its files; it is read by itself.':
      'Mettez le suivant à la place de ses fichiers ; il est lu de lui-même.',
    'It should have been renewed by itself.': 'Il aurait dû être renouvelé de lui-même.',
    'The certificate for {0} has expired': 'Le certificat pour {0} a expiré',
    'The certificate for {0} ends in {1}': 'Le certificat pour {0} expire dans {1}',
    'Browsers and nodes refuse it after that.': 'Après cela, les navigateurs et les nœuds le refusent.',
    'valid until {0}, signed by {1}': 'valable jusqu’au {0}, signé par {1}',
    '{0} ends in {1}': '{0} expire dans {1}',
    'API key {0}': 'Clé d’API {0}',
    'Enrollment token {0}': 'Jeton d’adhésion {0}',
    'Cluster token {0}': 'Jeton de cluster {0}',
    'Whoever uses it is refused after that. Make another one in time, and give it to them.':
      'Qui s’en sert est refusé après cela. Créez-en un autre à temps, et transmettez-le.',
    'good until {0}': 'valable jusqu’au {0}',
    'It is tried again when the next one is due; where that is now, every ten minutes.':
      'Un nouvel essai est fait quand la prochaine est due ; si elle l’est maintenant, toutes les dix minutes.',
    'A backup failed': 'Une sauvegarde a échoué',
    'The database itself is not touched by that.': 'La base de données elle-même n’en est pas touchée.',
    'tried {0}: {1}': 'essayée {0} : {1}',
    'There is no backup of this origin': 'Il n’y a aucune sauvegarde de cette origine',
    'The newest backup is {0} old': 'Âge de la sauvegarde la plus récente : {0}',
    'Backups are made by themselves; these were not. Activity says why.':
      'Les sauvegardes se font d’elles-mêmes ; celles-ci non. L’activité dit pourquoi.',
    'there is none in backups/': 'il n’y en a aucune dans backups/',
    'made {0}': 'faite {0}',
    'it never said where its media port is': 'il n’a jamais dit où est son port média',
    'its media port {0} still answers: viewers there may notice nothing, but the node does not reach the origin':
      'son port média {0} répond encore : les spectateurs n’y remarquent peut-être rien, mais le nœud n’atteint pas l’origine',
    'its media port {0} does not answer: {1}': 'son port média {0} ne répond pas : {1}',
    'its media port could not be tried: {0}': 'son port média n’a pas pu être essayé : {0}',
    'refused, so the machine runs and the node does not': 'refusé : la machine tourne donc, et le nœud non',
    'there is no way to the machine': 'il n’y a pas de chemin vers la machine',
    'no answer within {0} s': 'pas de réponse en {0} s',
  },
}
