import type { WantedPort } from '../firewall/wanted-port.ts'
import { shellWord } from '../read-script.ts'

/**
 * Listens for a moment where a node is going to, and says what arrives. In Perl, which every Debian and Ubuntu has (perl-base is essential).
 * A connection is greeted with the word that was given and closed; a datagram that begins with the word is answered with it, and no
 * other one is answered at all. It ends with its input, or after the seconds that were given, whoever has gone.
 */
const PROGRAM = `use strict; use Socket qw(:DEFAULT IPPROTO_IPV6 IPV6_V6ONLY);
$| = 1; $SIG{PIPE} = "IGNORE";
my ($word, $seconds, @wanted) = @ARGV;
alarm $seconds;
sub opened {
  my ($type, $port) = @_;
  for my $family (AF_INET6, AF_INET) {
    socket(my $socket, $family, $type, 0) or next;
    setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1) if $type == SOCK_STREAM;
    setsockopt($socket, IPPROTO_IPV6, IPV6_V6ONLY, 0) if $family == AF_INET6;
    my $any = $family == AF_INET6 ? pack_sockaddr_in6($port, Socket::IN6ADDR_ANY) : pack_sockaddr_in($port, INADDR_ANY);
    bind($socket, $any) or next;
    listen($socket, 16) or next if $type == SOCK_STREAM;
    return $socket;
  }
  return;
}
my (%open, %came);
for my $name (@wanted) {
  my ($port, $protocol) = split m{/}, $name;
  my $socket = opened($protocol eq "udp" ? SOCK_DGRAM : SOCK_STREAM, $port);
  print $socket ? "open $name\\n" : "taken $name\\n";
  $open{fileno $socket} = [$socket, $name, $protocol] if $socket;
}
print "ready\\n";
while (1) {
  my $bits = "";
  vec($bits, $_, 1) = 1 for keys %open, fileno STDIN;
  select(my $ready = $bits, undef, undef, undef) > 0 or next;
  if (vec($ready, fileno STDIN, 1)) { sysread(STDIN, my $more, 512) or exit 0 }
  for my $number (keys %open) {
    next unless vec($ready, $number, 1);
    my ($socket, $name, $protocol) = @{$open{$number}};
    if ($protocol eq "udp") {
      defined(my $from = recv($socket, my $data, 2048, 0)) or next;
      next unless substr($data, 0, length $word) eq $word;
      send($socket, $word, 0, $from);
    } else {
      accept(my $caller, $socket) or next;
      syswrite $caller, "$word\\n";
      close $caller;
    }
    print "came $name\\n" unless $came{$name}++;
  }
}`

/** The probe as a script for a shell of the box. @param word letters and digits that nobody else knows */
export function probeScript(word: string, seconds: number, ports: readonly WantedPort[]): string {
  const names = ports.map(({ port, protocol }) => shellWord(`${port}/${protocol}`))
  return `command -v perl >/dev/null || exit 127\nexec perl -e ${shellWord(PROGRAM)} ${shellWord(word)} ${seconds} ${names.join(' ')}`
}
