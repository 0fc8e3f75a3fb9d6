#!/usr/bin/env bash
# Makes this machine a node of a Headwater cluster: as a service of systemd, or with --container in Docker. Safe to run again.
# The whole script is one function, called in the last line: a download that is cut runs nothing.
set -euo pipefail

# What the origin that served this says of itself; none of it is a secret.
served_url=__ORIGIN_URL__
served_version=__VERSION__
# SHA-256 of the archives that lie beside this script at the origin, under /install/<version>/; empty: it has none.
# shellcheck disable=SC2034 # read by name, for the processor of this machine
archive_x86_64=__ARCHIVE_X86_64__
# shellcheck disable=SC2034
archive_arm64=__ARCHIVE_ARM64__
# shellcheck disable=SC2034
image_x86_64=__IMAGE_X86_64__
# shellcheck disable=SC2034
image_arm64=__IMAGE_ARM64__
# What its certificate is known by (curl --pinnedpubkey); empty: it is one that everybody trusts, or there is none.
served_pin=__KEY_PIN__
# SHA-256 of the public key of the origin's own authority: what the node knows the origin by. Empty: it has none.
served_authority=__AUTHORITY__
# What a machine needs: the table that the origin judges by over SSH as well. Free space where the node goes, for this processor.
# shellcheck disable=SC2034 # read by name, as above
room_mib_x86_64=__ROOM_MIB_X86_64__
# shellcheck disable=SC2034
room_mib_arm64=__ROOM_MIB_ARM64__
systems=__SYSTEMS__
system_names=__SYSTEM_NAMES__
disk_block_mib=__DISK_BLOCK_MIB__
disk_warn_mib=__DISK_WARN_MIB__
memory_block_mib=__MEMORY_BLOCK_MIB__
memory_warn_mib=__MEMORY_WARN_MIB__
processor_percent_warn=__PROCESSOR_PERCENT_WARN__
clock_warn_s=__CLOCK_WARN_S__
clock_block_s=__CLOCK_BLOCK_S__

# The same places as a node that is provisioned over SSH has.
readonly program_dir=/opt/headwater-node
readonly config_dir=/etc/headwater-node
readonly config_file=$config_dir/headwater.yaml
readonly marker_file=$config_dir/installed
readonly data_dir=/var/lib/headwater-node
readonly data_dir_inside=/var/lib/headwater
readonly unit=headwater-node.service
readonly unit_file=/etc/systemd/system/$unit
readonly drop_in=$unit_file.d/ports.conf
readonly service_user=headwater
readonly container=headwater-node
# What is downloaded lies here, so that a download that broke off is gone on with.
readonly download_dir=/var/cache/headwater-node
# Deadlines in seconds.
readonly download_deadline=900 reach_deadline=15 serve_deadline=90

usage() {
  cat <<'TEXT'
Makes this machine a node of a Headwater cluster.

  curl -fsSL ORIGIN/install.sh | sudo bash -s -- --join --master-token TOKEN [options]

  --join                       join (or HEADWATER_JOIN=1)
  --master-token TOKEN         clt_... or enroll_...; also --cluster-token, --token. Other users of this machine see
                               arguments: HEADWATER_TOKEN in the environment, or --token-file, keep it to yourself
  --token-file FILE            file that holds the token; - is standard input (not where that is this script)
  --master-ip ADDRESS          address of the origin; also --origin-ip
  --master-url URL             base URL of the origin (default: where this script came from); also --origin-url, --origin
  --node-name NAME             name of the node (default: short host name); also --name
  --region REGION              where it stands, as you call it
  --rtmp-port PORT             port for RTMP (default 1935)
  --media-port PORT            port for players and relays (default 8080)
  --advertise-address ADDRESS  address others reach it at (default: as the origin sees it)
  --container                  run it in Docker, which has to be there, in place of a service
  --dry-run                    say what would be done, and change nothing
  --skip-os-check              go on with a system that Headwater is not tested on
  --uninstall                  take away everything that was installed here
  --non-interactive            never ask anything
  --help                       this text

Every option has an environment variable: HEADWATER_MASTER_TOKEN (or HEADWATER_TOKEN), HEADWATER_NODE_NAME and so on;
STREAMHUB_ in place of HEADWATER_ works, too.
TEXT
}

say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*"; }
warn() { printf '%swarning:%s %s\n' "$yellow" "$plain" "$*" >&2; }
# fail WHAT NEXT: what happened, and what to do about it.
fail() {
  printf '%serror:%s %s\n' "$red" "$plain" "$1" >&2
  [ -z "${2-}" ] || printf '       %s\n' "$2" >&2
  exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

# setting NAME...: the first of these variables that is set, as HEADWATER_NAME, then as STREAMHUB_NAME.
setting() {
  local prefix name variable
  for prefix in HEADWATER STREAMHUB; do
    for name in "$@"; do
      variable=${prefix}_$name
      [ -z "${!variable-}" ] || { printf '%s' "${!variable}"; return; }
    done
  done
}
is_on() { case ${1-} in 1 | true | yes | on) return 0 ;; *) return 1 ;; esac; }

read_environment() {
  is_on "$(setting JOIN)" && action='join'
  is_on "$(setting DRY_RUN)" && dry_run=1
  is_on "$(setting SKIP_OS_CHECK)" && skip_os_check=1
  is_on "$(setting NON_INTERACTIVE)" && non_interactive=1
  is_on "$(setting CONTAINER)" && form=container
  token=$(setting MASTER_TOKEN CLUSTER_TOKEN TOKEN)
  token_file=$(setting TOKEN_FILE)
  origin_ip=$(setting MASTER_IP ORIGIN_IP)
  origin_url=$(setting MASTER_URL ORIGIN_URL)
  node_name=$(setting NODE_NAME)
  region=$(setting REGION)
  rtmp_port=$(setting RTMP_PORT)
  media_port=$(setting MEDIA_PORT)
  advertise_address=$(setting ADVERTISE_ADDRESS)
  # No program that is started here finds the token in its environment.
  unset HEADWATER_MASTER_TOKEN HEADWATER_CLUSTER_TOKEN HEADWATER_TOKEN
  unset STREAMHUB_MASTER_TOKEN STREAMHUB_CLUSTER_TOKEN STREAMHUB_TOKEN
}

read_arguments() {
  local name value
  while [ $# -gt 0 ]; do
    name=$1
    shift
    case $name in
      --*=*) value=${name#*=} name=${name%%=*}; set -- "$value" "$@" ;;
    esac
    case $name in
      --join) action='join'; continue ;;
      --uninstall) action=uninstall; continue ;;
      --container | --docker) form=container; continue ;;
      --dry-run) dry_run=1; continue ;;
      --skip-os-check) skip_os_check=1; continue ;;
      --non-interactive) non_interactive=1; continue ;;
      --help | -h) usage; exit 0 ;;
    esac
    case $name in
      --master-token | --cluster-token | --token | --token-file | --master-ip | --origin-ip | --master-url | --origin-url | --origin | \
        --node-name | --name | --region | --rtmp-port | --media-port | --advertise-address | --archive) ;;
      *) fail "There is no option ${name%%=*}." "What there is stands under --help." ;;
    esac
    [ $# -gt 0 ] || fail "$name needs a value." "What it means stands under --help."
    value=$1
    shift
    case $name in
      --master-token | --cluster-token | --token) token=$value ;;
      --token-file) token_file=$value ;;
      --master-ip | --origin-ip) origin_ip=$value ;;
      --master-url | --origin-url | --origin) origin_url=$value ;;
      --node-name | --name) node_name=$value ;;
      --region) region=$value ;;
      --rtmp-port) rtmp_port=$value ;;
      --media-port) media_port=$value ;;
      --advertise-address) advertise_address=$value ;;
      --archive) archive=$value ;;
    esac
  done
}

# What is given, in the form in which it goes into files; nothing else ever does.
check_settings() {
  local host_in_url port
  node_name=${node_name:-$(hostname -s 2>/dev/null || uname -n)}
  [[ $node_name =~ ^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$ ]] ||
    fail "The name $node_name cannot be used." "Give --node-name: letters, digits, dots, dashes and underscores, at most 64."
  if [ ${#region} -gt 64 ] || [[ $region == *[[:cntrl:]\"\\]* ]]; then
    fail "The region cannot be used." "Give at most 64 characters, without quotes and backslashes."
  fi
  rtmp_port=${rtmp_port:-1935}
  media_port=${media_port:-8080}
  for port in "$rtmp_port" "$media_port"; do
    { [[ $port =~ ^[1-9][0-9]{0,4}$ ]] && [ "$port" -le 65535 ]; } || fail "$port is no port." "Ports are 1 to 65535."
  done
  if [ "$form" = container ] && { [ "$rtmp_port" -lt 1024 ] || [ "$media_port" -lt 1024 ]; }; then
    fail "In a container the node opens no port below 1024." "Leave --container out, or give it other ports."
  fi
  [ "$rtmp_port" != "$media_port" ] || fail "RTMP and media cannot both have port $rtmp_port." "Give two ports."
  [[ $advertise_address =~ ^[A-Za-z0-9._:%-]{0,255}$ ]] || fail "The address $advertise_address cannot be used."
  [[ $origin_ip =~ ^[A-Za-z0-9._:-]{0,255}$ ]] || fail "The address $origin_ip of the origin cannot be used."
  if [ -z "$origin_url" ] && [ -n "$origin_ip" ]; then
    # The origin's own scheme and port, at the address that was given.
    host_in_url=$origin_ip
    [[ $origin_ip != *:* ]] || host_in_url="[$origin_ip]"
    port=${served_url##*]}
    port=${port#*://}
    [[ $port == *:* ]] && port=:${port##*:} || port=
    origin_url=${served_url%%://*}://$host_in_url$port
  fi
  origin_url=${origin_url:-$served_url}
  origin_url=${origin_url%/}
  [[ $origin_url =~ ^https?://[][A-Za-z0-9._:/~%-]+$ ]] ||
    fail "$origin_url is no address of an origin." "It looks like http://10.0.0.10:8090 or https://origin.example.com."
}

read_token() {
  if [ -z "$token" ] && [ -n "$token_file" ]; then
    if [ "$token_file" = - ]; then
      [ "$script_is_stdin" = 0 ] ||
        fail "Standard input is this script, so that no token can be read from it." "Set HEADWATER_TOKEN, or name a file with --token-file."
      IFS= read -r token || true
    else
      [ -r "$token_file" ] || fail "The token file $token_file cannot be read."
      IFS= read -r token <"$token_file" || true
    fi
  fi
  token=${token//[[:space:]]/}
  if [ -z "$token" ] && [ "$non_interactive" = 0 ] && [ "$dry_run" = 0 ] && ! is_joined && { : >/dev/tty; } 2>/dev/null; then
    printf 'Token (clt_... or enroll_..., from the panel: Nodes, Add a node): ' >/dev/tty
    IFS= read -rs token </dev/tty || true
    printf '\n' >/dev/tty
  fi
  [ -z "$token" ] && return
  [[ $token =~ ^(clt_[A-Za-z0-9_-]{16,200}|enroll_[A-Za-z0-9_-]{43})(\.[0-9a-f]{64})?$ ]] ||
    fail "The token is not one, or was copied incompletely." "It starts with clt_ or enroll_: copy it again, whole, from the panel (Nodes, Add a node)."
  # By this the node knows the origin over https, and tells the token to nobody else.
  if [[ $origin_url == https://* && $token != *.* && -n $served_authority ]]; then token=$token.$served_authority; fi
}

# get URL FILE: downloads, and goes on with what is there of the file. Headers go to $work/headers.
get() {
  local url=$1 file=$2 deadline=${3:-$reach_deadline} options=() pinned=0 unknown=0
  if [[ $url == https://* && -n $served_pin ]]; then
    # Elsewhere it is only looked whether somebody answers: nothing secret goes there, and the node itself looks who it is.
    if [[ $url == "$served_url"/* ]]; then pinned=1; else unknown=1; fi
  fi
  if has curl; then
    [ "$pinned" = 0 ] || options=(-k --pinnedpubkey "sha256//$served_pin")
    [ "$unknown" = 0 ] || options=(-k)
    [ ! -s "$file" ] || options+=(-C -)
    curl -fsS --proto '=http,https' --connect-timeout 10 -m "$deadline" ${options[@]+"${options[@]}"} -D "$work/headers" -o "$file" "$url" </dev/null
  else
    [ "$pinned" = 0 ] || options=(--no-check-certificate "--pinnedpubkey=sha256//$served_pin")
    [ "$unknown" = 0 ] || options=(--no-check-certificate)
    [ ! -s "$file" ] || options+=(-c)
    wget -q -S -t 1 -T 15 ${options[@]+"${options[@]}"} -O "$file" "$url" </dev/null 2>"$work/headers"
  fi
}

## What must hold

pass() { printf '  %sok%s      %s\n' "$green" "$plain" "$*"; }
caution() { printf '  %swarn%s    %s\n' "$yellow" "$plain" "$*"; }
# block WHAT NEXT
block() {
  printf '  %sblocked%s %s\n' "$red" "$plain" "$1"
  [ -z "${2-}" ] || printf '          %s\n' "$2"
  blocked=$((blocked + 1))
}

check_system() {
  local id='' version='' pretty='' name value
  while IFS='=' read -r name value; do
    value=${value%\"}
    value=${value#\"}
    case $name in ID) id=$value ;; VERSION_ID) version=$value ;; PRETTY_NAME) pretty=$value ;; esac
  done < <(cat /etc/os-release 2>/dev/null || cat /usr/lib/os-release 2>/dev/null || true)
  pretty=${pretty:-$(uname -s)}
  case " $systems " in
    *" $id:$version "*) pass "$pretty" ;;
    *)
      if [ "$skip_os_check" = 1 ]; then caution "$pretty is not among the systems that Headwater is tested on."
      else block "$pretty is not among the systems that Headwater is tested on ($system_names)." \
        "Choose such a machine, or go on at your own risk with --skip-os-check."; fi ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) arch=x86_64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) block "A $(uname -m) processor." "Headwater runs on 64-bit x86 and ARM: choose such a machine."; return ;;
  esac
  if [ "$(getconf LONG_BIT 2>/dev/null || echo 64)" = 32 ]; then
    block "A 64-bit processor with a 32-bit system on it." "Install the 64-bit edition of the operating system."
  else pass "Processor $arch"; fi
}

check_rights() {
  if [ "$(id -u)" = 0 ]; then pass "Running as root"
  elif [ "$dry_run" = 1 ]; then caution "Not running as root: to install, run it with sudo."
  else block "This is not run as root." "Run it with sudo."; fi
  if [ "$form" = service ]; then
    if [ -d /run/systemd/system ]; then pass "systemd runs"
    else block "systemd does not run here; process 1 is $(cat /proc/1/comm 2>/dev/null || echo unknown)." \
      "A service needs it to come back after a reboot. With Docker here, use --container."; fi
  elif docker version >/dev/null 2>&1 </dev/null; then pass "Docker answers"
  else block "Docker does not answer here." "Install it (apt-get install docker.io) and start it, or leave --container out."; fi
}

# owner_of PORT: who listens there, if anybody.
owner_of() {
  local line
  if has ss; then
    line=$(ss -Hltnp "sport = :$1" 2>/dev/null | head -n 1 || true)
    [ -n "$line" ] || return 1
    if [[ $line =~ \(\(\"([^\"]+)\",pid=([0-9]+) ]]; then printf '%s (process %s)' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
    else printf 'a program that this machine does not name'; fi
    return
  fi
  # proc(5): the second field is address:port in hexadecimal, the fourth the state, 0A for listening.
  awk -v port="$(printf ':%04X' "$1")" '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }' \
    /proc/net/tcp /proc/net/tcp6 2>/dev/null || return 1
  printf 'a program that this machine does not name'
}

check_ports() {
  local port what owner busy=0
  for port in "$rtmp_port" "$media_port"; do
    [ "$port" = "$rtmp_port" ] && what=RTMP || what=media
    owner=$(owner_of "$port") || continue
    # Our own node, from before.
    if is_ours "$owner"; then continue; fi
    busy=1
    block "Port $port ($what) is in use by $owner." \
      "Stop it (where it is a service: systemctl disable --now ${owner%% *}), or give the node another port with --${what,,}-port."
  done
  [ "$busy" = 1 ] || pass "Ports $rtmp_port (RTMP) and $media_port (media) are free for the node"
}

is_ours() {
  local pid=${1##*process }
  pid=${pid%)}
  [[ $pid =~ ^[0-9]+$ ]] || return 1
  [ "$pid" = "$(main_pid)" ]
}
main_pid() {
  if [ "$form" = container ]; then docker inspect -f '{{.State.Pid}}' "$container" 2>/dev/null </dev/null || true
  elif [ -e "$unit_file" ]; then systemctl show -p MainPID --value "$unit" 2>/dev/null || true; fi
}

check_resources() {
  check_disk
  check_memory
  check_processors
}

# A folder that is not there yet will be where those above it are.
file_system_of() {
  local folder=$1
  while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
  df -Pm "$folder" 2>/dev/null | tail -n 1
}

check_disk() {
  local place free place_free mount place_mount room=0 name=room_mib_$arch _
  place=$program_dir
  [ "$form" = service ] || place=$(docker info --format '{{.DockerRootDir}}' 2>/dev/null </dev/null || true)
  read -r _ _ _ free _ mount < <(file_system_of /) || true
  read -r _ _ _ place_free _ place_mount < <(file_system_of "${place:-/var/lib/docker}") || true
  if ! [[ ${free-} =~ ^[0-9]+$ && ${place_free-} =~ ^[0-9]+$ ]]; then
    caution "This machine does not say how much disk space is free."
    return
  fi
  # The node that is there is room enough for another.
  [ "$(marked form)" = "$form" ] || room=${!name-0}
  if [ "$mount" = "$place_mount" ]; then
    enough_disk "$free" $((disk_block_mib + ${room:-0})) "$mount"
  else
    enough_disk "$free" "$disk_block_mib" "$mount"
    enough_disk "$place_free" "${room:-0}" "$place_mount"
  fi
}

# enough_disk FREE NEEDED MOUNT, in MiB
enough_disk() {
  if [ "$1" -lt "$2" ]; then block "Only $1 MiB of disk space are free on $3." "Make room (apt-get clean) or enlarge the disk: $2 MiB are needed."
  elif [ "$1" -lt "$disk_warn_mib" ]; then caution "$1 MiB of disk space are free on $3; updates and logs may fill that."
  else pass "$(($1 / 1024)) GiB of disk space are free on $3"; fi
}

check_memory() {
  local memory_kib limit
  memory_kib=$(awk '$1 == "MemTotal:" { print $2 }' /proc/meminfo 2>/dev/null || true)
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || true)
  # The first version of control groups writes "no limit" as a number of 19 digits.
  if [[ $limit =~ ^[0-9]{1,15}$ ]] && [ $((limit / 1024)) -lt "${memory_kib:-0}" ]; then memory_kib=$((limit / 1024)); fi
  if [ -z "$memory_kib" ]; then caution "This machine does not say how much memory it has."
  elif [ "$memory_kib" -lt $((memory_block_mib * 1024)) ]; then
    block "Only $((memory_kib / 1024)) MiB of memory." "Give the machine at least $((2 * memory_block_mib)) MiB."
  elif [ "$memory_kib" -lt $((memory_warn_mib * 1024)) ]; then
    caution "$((memory_kib / 1024)) MiB of memory: enough for a few streams and some dozens of viewers."
  else pass "$((memory_kib / 1024)) MiB of memory"; fi
}

check_processors() {
  local count quota period percent
  count=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || true)
  [[ $count =~ ^[0-9]+$ ]] || return 0
  percent=$((count * 100))
  # cpu.max of the second version of control groups: "50000 100000", or "max 100000".
  read -r quota period 2>/dev/null </sys/fs/cgroup/cpu.max || {
    quota=$(cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us 2>/dev/null || true)
    period=$(cat /sys/fs/cgroup/cpu/cpu.cfs_period_us 2>/dev/null || true)
  }
  if [[ ${quota-} =~ ^[0-9]{1,12}$ && ${period-} =~ ^[1-9][0-9]{0,11}$ ]] && [ $((quota * 100 / period)) -lt "$percent" ]; then
    percent=$((quota * 100 / period))
  fi
  if [ "$percent" -lt "$processor_percent_warn" ]; then
    caution "$percent % of a processor: some dozens of viewers use that up. Give the machine one or more."
  else pass "$((percent / 100)) processors"; fi
}

# Whether the origin answers, and whether the clocks agree.
check_origin() {
  local date there now gap
  rm -f "$work/health"
  if ! has curl && ! has wget; then
    block "Neither curl nor wget is here." "Install one of them: apt-get install curl"
    return
  fi
  if ! get "$origin_url/health" "$work/health" 2>"$work/said"; then
    origin_answers=0
    local said
    said=$(tail -n 1 "$work/said" 2>/dev/null || true)
    if is_joined; then caution "The origin does not answer at $origin_url${said:+ ($said)}."
    else block "The origin does not answer at $origin_url${said:+ ($said)}." \
      "Open its port in the firewalls between, or give the address it has for this machine with --master-url."; fi
    return
  fi
  origin_answers=1
  pass "The origin answers at $origin_url"
  date=$(tr -d '\r' <"$work/headers" | sed -n 's/^ *[Dd]ate: *//p' | tail -n 1)
  there=$(date -u -d "$date" +%s 2>/dev/null || true)
  [ -n "$date" ] && [ -n "$there" ] || return 0
  now=$(date -u +%s)
  gap=$((now - there))
  [ "$gap" -ge 0 ] || gap=$((-gap))
  # Both clocks are read in whole seconds.
  if [ "$gap" -gt $((clock_block_s + 1)) ]; then
    block "The clock here is $gap s off the origin's." "Switch time synchronisation on (timedatectl set-ntp true): certificates fail otherwise."
  elif [ "$gap" -gt $((clock_warn_s + 1)) ]; then caution "The clock here is $gap s off the origin's: switch time synchronisation on (timedatectl set-ntp true)."
  else pass "The clock agrees with the origin's"; fi
}

check_artifact() {
  local digest
  [ -n "$arch" ] || return 0
  if [ -n "$archive" ]; then
    if [ -r "$archive" ]; then pass "The archive $archive is there"
    else block "The archive $archive cannot be read."; fi
    return
  fi
  digest=$(wanted_digest)
  if [ -n "$digest" ]; then pass "The origin has Headwater $served_version for $arch"
  elif [ "$(marked version)" = "$served_version" ] && [ "$(marked form)" = "$form" ]; then pass "Headwater $served_version is installed"
  elif [ "$form" = container ]; then
    block "This script brings no image of Headwater for $arch." "Fetch it from $served_url/install.sh?form=container; an origin that has none says in its log why."
  else block "The origin has no Headwater for $arch yet." "It may be making it: run this again in a minute. Its log, and GET /api/v1/installer, say why."; fi
}
wanted_digest() {
  local name
  [ "$form" = container ] && name=image_$arch || name=archive_$arch
  printf '%s' "${!name-}"
}

preflight() {
  say "Looking at this machine"
  blocked=0
  check_system
  check_rights
  check_ports
  check_resources
  check_origin
  check_artifact
}

## What is here already

# marked NAME: what the last run noted.
marked() { sed -n "s/^$1=//p" "$marker_file" 2>/dev/null | tail -n 1 || true; }
mark() {
  install -d -m 0755 "$config_dir"
  { grep -v "^$1=" "$marker_file" 2>/dev/null || true; printf '%s=%s\n' "$1" "$2"; } >"$marker_file.new"
  mv "$marker_file.new" "$marker_file"
}
is_joined() { [ -s "$data_dir/identity/enrolled.json" ]; }
sha256_of() { sha256sum "$1" 2>/dev/null | cut -d ' ' -f 1; }

config_text() {
  printf '# Written by install.sh of the origin; changed by running that again. A file that was changed by hand is left as it is.\n'
  printf 'node:\n  origin: "%s"\n  name: "%s"\n' "$origin_url" "$node_name"
  [ -z "$region" ] || printf '  region: "%s"\n' "$region"
  [ -z "$advertise_address" ] || printf '  advertise_address: "%s"\n' "$advertise_address"
  printf '  media:\n    rtmp_port: %s\n    media_port: %s\n' "$rtmp_port" "$media_port"
}

print_plan() {
  say "What would be done"
  if [ "$action" = uninstall ]; then
    printf '  stop and remove %s, %s, %s, %s and %s\n' "$unit" "$program_dir" "$config_dir" "$data_dir" "the user $service_user"
    return
  fi
  printf '  1. download Headwater %s for %s from %s, and check its SHA-256\n' "$served_version" "${arch:-this processor}" "$served_url"
  if [ "$form" = container ]; then printf '  2. load it into Docker as an image\n'
  else printf '  2. make the user %s, and unpack it to %s\n' "$service_user" "$program_dir"; fi
  printf '  3. write %s:\n' "$config_file"
  config_text | sed 's/^/       /'
  if is_joined; then printf '  4. keep the identity that is here already\n'
  else printf '  4. join the cluster of %s as %s\n' "$origin_url" "$node_name"; fi
  if [ "$form" = container ]; then printf '  5. run the container %s, with a restart policy\n' "$container"
  else printf '  5. enable and start %s, and wait until it is connected\n' "$unit"; fi
  printf 'Nothing was changed.\n'
}

## What is done

fetch() {
  local digest=$1 name=$2 file attempt
  file=$download_dir/$name
  install -d -m 0755 "$download_dir"
  [ "$(sha256_of "$file")" = "$digest" ] && { artifact=$file; return; }
  say "Downloading $name"
  for attempt in 1 2 3; do
    get "$served_url/install/$served_version/$name" "$file" "$download_deadline" 2>"$work/said" && break
    [ "$attempt" -lt 3 ] || fail "$name could not be downloaded: $(tail -n 1 "$work/said")" "Run this again: the download goes on where it broke off."
    sleep 2
  done
  if [ "$(sha256_of "$file")" != "$digest" ]; then
    rm -f "$file"
    fail "What was downloaded is not what the origin has: its SHA-256 is another." \
      "Run this again. If it stays so, somebody between this machine and the origin changes what passes."
  fi
  artifact=$file
}

install_service() {
  local digest
  digest=$(wanted_digest)
  # What is installed is of this version, and the origin has nothing to compare it with now.
  [ -n "$digest$archive" ] || return 0
  if [ -z "$archive" ] && [ "$(marked sha256)" = "$digest" ] && [ -e "$unit_file" ] && [ -x "$program_dir/bin/headwater-node" ]; then return; fi
  if [ -n "$archive" ]; then artifact=$archive digest=$(sha256_of "$archive"); else fetch "$digest" "headwater-node-linux-$arch.tar.gz"; fi
  say "Installing Headwater $served_version to $program_dir"
  if ! getent passwd "$service_user" >/dev/null; then
    # Noted before it is done, so that --uninstall knows after a crash, too.
    mark user_created 1
    useradd --system --user-group --home-dir "$data_dir" --no-create-home --shell /usr/sbin/nologin "$service_user" </dev/null
  fi
  unpack "$artifact"
  mark form service
  mark version "$served_version"
  mark sha256 "$digest"
  changed=1
}

# Beside what is there, and then in its place.
unpack() {
  local fresh=$program_dir.new unit_in_archive
  rm -rf "$fresh" "$program_dir.old"
  install -d -m 0755 "$fresh"
  tar -xzf "$1" -C "$fresh" --strip-components=1 --no-same-owner </dev/null
  unit_in_archive=$(find "$fresh" -name "$unit" -type f | head -n 1)
  if [ ! -x "$fresh/bin/headwater-node" ] || [ -z "$unit_in_archive" ]; then fail "The archive $1 is no node of Headwater."; fi
  "$fresh/bin/headwater-node" --version >/dev/null </dev/null || fail "The program in the archive does not run on this machine."
  [ ! -e "$program_dir" ] || mv "$program_dir" "$program_dir.old"
  mv "$fresh" "$program_dir"
  rm -rf "$program_dir.old"
  install -m 0644 "$program_dir/${unit_in_archive#"$fresh/"}" "$unit_file"
  systemctl daemon-reload </dev/null
}

configure() {
  local wanted=$work/headwater.yaml
  config_text >"$wanted"
  install -d -m 0755 "$config_dir"
  if [ -e "$config_file" ]; then
    [ "$(sha256_of "$config_file")" = "$(sha256_of "$wanted")" ] && return
    if [ "$(marked config)" != "$(sha256_of "$config_file")" ]; then
      warn "$config_file was changed by hand and is left as it is."
      return
    fi
  fi
  mark config "$(sha256_of "$wanted")"
  install -m 0644 "$wanted" "$config_file.new"
  mv "$config_file.new" "$config_file"
  changed=1
}

# The program for the command line; run by root, it becomes the user of the service.
headwater_node() {
  if [ "$form" = container ]; then
    docker run --rm -i --user "$container_uid:$container_uid" --network host --read-only --cap-drop ALL \
      --security-opt no-new-privileges -v "$config_dir:$config_dir:ro" -v "$data_dir:$data_dir_inside" "$(marked image)" "$@"
  else "$program_dir/bin/headwater-node" "$@"; fi
}

# What the program said that is for people; its log is lines of JSON.
said_by_node() { grep -v '^{' "$work/said" 2>/dev/null | head -n 6 || true; }

join_cluster() {
  local said
  say "Joining the cluster of $origin_url as $node_name"
  # By standard input: no other user sees it, and it is in no file.
  if printf '%s\n' "$token" | headwater_node join --config "$config_file" --token-file - >"$work/joined" 2>"$work/said"; then
    changed=1
    return
  fi
  said=$(said_by_node)
  fail "This machine did not join the cluster. ${said%%$'\n'*}" "${said#*$'\n'}"
}

# Ports below 1024 are root's: the service gets the one capability for them, which counts outside of a user namespace alone.
allow_low_ports() {
  if [ "$rtmp_port" -ge 1024 ] && [ "$media_port" -ge 1024 ]; then
    [ ! -e "$drop_in" ] || { rm -f "$drop_in"; rmdir "$unit_file.d" 2>/dev/null || true; }
  else
    install -d -m 0755 "$unit_file.d"
    printf '[Service]\nPrivateUsers=no\nCapabilityBoundingSet=CAP_NET_BIND_SERVICE\nAmbientCapabilities=CAP_NET_BIND_SERVICE\n' >"$drop_in"
  fi
  systemctl daemon-reload </dev/null
}

start_service() {
  allow_low_ports
  systemctl enable --quiet "$unit" </dev/null
  if [ "$changed" = 1 ]; then systemctl restart "$unit" </dev/null || true
  else systemctl start "$unit" </dev/null || true; fi
}

# A container of ours is told by its label; what was there before with other settings is replaced.
start_container() {
  local image spec
  image=$(marked image)
  spec=$image:$(sha256_of "$config_file")
  if [ "$(docker inspect -f '{{index .Config.Labels "org.headwater.spec"}}' "$container" 2>/dev/null </dev/null || true)" = "$spec" ] && [ "$changed" = 0 ]; then
    docker start "$container" >/dev/null </dev/null
    return
  fi
  docker rm -f "$container" >/dev/null 2>&1 </dev/null || true
  if run_container "$image" "$spec" --ulimit nofile=65536:65536; then return; fi
  docker rm -f "$container" >/dev/null 2>&1 </dev/null || true
  # The engine of some virtual machines may not give more than it has itself.
  if grep -q 'setting rlimit' "$work/said" && run_container "$image" "$spec"; then return; fi
  fail "Docker did not start the node: $(tail -n 1 "$work/said")" "See what it says: journalctl -u docker -n 20"
}

# run_container IMAGE SPEC [OPTION...]: what Docker said goes to $work/said.
run_container() {
  local image=$1 spec=$2
  shift 2
  docker run -d --name "$container" --user "$container_uid:$container_uid" --network host --restart unless-stopped --read-only \
    --tmpfs /tmp:rw,noexec,nosuid,nodev,size=64m --cap-drop ALL --security-opt no-new-privileges --pids-limit 4096 \
    --log-opt max-size=10m --log-opt max-file=5 "$@" \
    --env HEADWATER_INSTALLED_AS=container \
    --label org.headwater.component=node --label "org.headwater.spec=$spec" \
    -v "$config_dir:$config_dir:ro" -v "$data_dir:$data_dir_inside" "$image" run --config "$config_file" \
    >/dev/null 2>"$work/said" </dev/null
}

install_container() {
  local digest image
  digest=$(wanted_digest)
  [ -n "$digest$archive" ] || return 0
  image=$(marked image)
  if [ "$(marked sha256)" = "$digest" ] && docker image inspect "$image" >/dev/null 2>&1 </dev/null; then return; fi
  if [ -n "$archive" ]; then artifact=$archive digest=$(sha256_of "$archive"); else fetch "$digest" "headwater-node-image-linux-$arch.tar"; fi
  say "Loading the image into Docker"
  image=$(docker load -i "$artifact" </dev/null | sed -n 's/^Loaded image: //p' | head -n 1)
  [ -n "$image" ] || fail "Docker did not load the image."
  mark form container
  mark image "$image"
  mark version "$served_version"
  mark sha256 "$digest"
  changed=1
}

# The user of the image.
readonly container_uid=10001

make_data_dir() {
  local owner=$service_user
  [ "$form" = service ] || owner=$container_uid
  install -d -m 0700 "$data_dir"
  # Also what another form of the node left there.
  chown -R "$owner:$owner" "$data_dir"
}

is_connected() { headwater_status | grep -q '"connected":true'; }
headwater_status() {
  if [ "$form" = container ]; then docker exec "$container" node /opt/headwater/main.js status --json 2>/dev/null </dev/null || true
  else headwater_node status --json 2>/dev/null </dev/null || true; fi
}

# Until the node serves and is connected; 1: it is not.
wait_connected() {
  local end=$((SECONDS + serve_deadline))
  while [ "$SECONDS" -lt "$end" ]; do
    is_connected && return 0
    sleep 1
  done
  return 1
}

stop_node() {
  if [ "$form" = container ]; then docker stop "$container" >/dev/null 2>&1 </dev/null || true
  else systemctl stop "$unit" </dev/null 2>/dev/null || true; fi
}
start_node() { "start_$form"; }

last_words() {
  if [ "$form" = container ]; then docker logs --tail 8 "$container" 2>&1 </dev/null
  else
    headwater_node status 2>&1 </dev/null | head -n 6
    journalctl -u "$unit" -n 8 -o cat --no-pager 2>&1 </dev/null
  fi
}

log_hint() {
  if [ "$form" = container ]; then printf 'docker logs %s' "$container"; else printf 'journalctl -u headwater-node'; fi
}

join_here() {
  local was_joined=0
  is_joined && was_joined=1
  read_token
  if [ "$was_joined" = 0 ] && [ -z "$token" ]; then
    fail "No token was given." "Give --master-token, HEADWATER_TOKEN or --token-file: the panel makes one under Nodes, Add a node."
  fi
  preflight
  if [ "$dry_run" = 1 ]; then
    [ "$blocked" = 0 ] || warn "As it is now, this would stop before anything is changed: see what is blocked above."
    print_plan
    return
  fi
  [ "$blocked" = 0 ] || fail "This machine cannot become a node as it is." "Nothing was changed. Put right what is blocked above, then run this again."
  if [ "$was_joined" = 1 ] && [ "$origin_answers" = 0 ]; then
    warn "The origin does not answer: everything is kept as it is."
    start_node
    return
  fi
  changed=0
  "install_$form"
  make_data_dir
  configure
  if [ "$was_joined" = 0 ]; then
    # The data directory can be used by one program at a time; one that never joined only waits.
    stop_node
    join_cluster
  fi
  start_node
  say "Waiting until the node is connected"
  if ! wait_connected && [ "$was_joined" = 1 ] && [ -n "$token" ]; then
    # The origin knows it no more: it was removed, or the origin was set up anew.
    say "The origin does not take this node as it is; joining again"
    stop_node
    join_cluster
    start_node
    wait_connected || true
  fi
  if ! is_connected; then
    last_words >&2 || true
    fail "The node was installed, but is not connected to its origin. What it says is above." "All of its log: $(log_hint)"
  fi
  rm -rf "$download_dir"
  say "This machine is the node $node_name of $origin_url"
  local address=${advertise_address:-$(hostname -I 2>/dev/null | cut -d ' ' -f 1)}
  [[ $address != *:* ]] || address="[$address]"
  printf '  publish: rtmp://%s:%s/live/NAME\n  play:    http://%s:%s/live/NAME.flv\n' "$address" "$rtmp_port" "$address" "$media_port"
  printf '  log:     %s\n' "$(log_hint)"
}

uninstall() {
  local installed_form image
  [ "$dry_run" = 0 ] || { print_plan; return; }
  [ "$(id -u)" = 0 ] || fail "This is not run as root." "Run it with sudo."
  if [ ! -e "$marker_file" ] && [ ! -e "$unit_file" ]; then
    if has dpkg-query && dpkg-query -W headwater-node >/dev/null 2>&1; then
      fail "Here Headwater was installed as a package." "Take it away with: apt-get purge headwater-node"
    fi
    say "Nothing of Headwater that this script installed is here"
  fi
  installed_form=$(marked form)
  say "Removing the node"
  if [ "$installed_form" = container ] && has docker; then
    image=$(marked image)
    docker rm -f "$container" >/dev/null 2>&1 </dev/null || true
    [ -z "$image" ] || docker image rm "$image" >/dev/null 2>&1 </dev/null || warn "The image $image is still in use, and stays."
  fi
  if [ -e "$unit_file" ]; then
    systemctl disable --quiet --now "$unit" </dev/null || true
    rm -f "$unit_file" "$drop_in"
    rmdir "$unit_file.d" 2>/dev/null || true
    systemctl daemon-reload </dev/null || true
    systemctl reset-failed "$unit" >/dev/null 2>&1 </dev/null || true
  fi
  rm -rf "$program_dir" "$program_dir.new" "$program_dir.old" "$data_dir" "$download_dir"
  # What a run of the origin kept for a way back.
  rm -rf "$program_dir.next" "$program_dir.previous" "$program_dir.failed"
  rm -f "$config_dir"/*.next "$config_dir"/*.previous
  if [ "$(marked user_created)" = 1 ] && getent passwd "$service_user" >/dev/null; then userdel "$service_user" </dev/null; fi
  if [ "$(marked user_created)" = 1 ] && getent group "$service_user" >/dev/null; then groupdel "$service_user" </dev/null; fi
  rm -f "$config_file" "$config_file.new" "$marker_file.new" "$marker_file"
  # What somebody else put there stays.
  rmdir "$config_dir" 2>/dev/null || [ ! -d "$config_dir" ] || warn "$config_dir holds files of somebody else, and stays."
  say "Nothing is left here. In the panel the node is offline: remove it there, too."
}

main() {
  bold='' red='' green='' yellow='' plain=''
  if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
    bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' yellow=$'\e[33m' plain=$'\e[0m'
  fi
  export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
  umask 022
  action='' form=service dry_run=0 skip_os_check=0 non_interactive=0 archive='' arch='' blocked=0 origin_answers=0 changed=0 artifact=''
  script_is_stdin=0
  [ -n "${BASH_SOURCE[0]-}" ] || script_is_stdin=1
  read_environment
  read_arguments "$@"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  case $action in
    join)
      check_settings
      join_here
      ;;
    uninstall) uninstall ;;
    *) usage >&2; fail "Say what to do: --join, or --uninstall." ;;
  esac
}

main "$@"
